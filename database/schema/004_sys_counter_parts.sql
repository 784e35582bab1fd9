-- The parts of the functions that keep counters: which parents a statement changed and by how
-- much, and the one update that follows. 005 puts them together.
--
-- Counts and sums over the child's own columns are moved by the difference a statement makes.
-- Averages and sources with joins are computed again for the parents that were touched.

create function sys_counter_movements(of_child text, parent text, event text) returns text
language sql stable
as $$
    with feeds as materialized (
        select * from sys_counter_feeds where child = of_child and table_name = parent
    ),

    rows_of_event (name, sign) as (
        select 'old_rows', '-' where event <> 'insert'
        union all
        select 'new_rows', '' where event <> 'delete'
    ),

    movements as (
        select
            feed.column_name,
            feed.place,
            rows_of_event.name,
            format(
                E'            select %s as key, %s\n            from %s as %I%s',
                feed.key,
                concat_ws(
                    ', ',
                    string_agg(
                        case
                            when counters.column_name <> feed.column_name then '0'
                            when feed.aggregate = 'count' then rows_of_event.sign || '1'
                            else format('%scoalesce(%s, 0)', rows_of_event.sign, feed.value)
                        end
                        || format(' as %I', counters.column_name),
                        ', ' order by counters.column_name
                    ),
                    case when exists (select from feeds where not is_moved) then 'false as is_touched' end
                ),
                rows_of_event.name, of_child,
                E'\n            ' || nullif(sys_sql_where(
                    feed.filter,
                    case when feed.survives_purge and event = 'delete' then 'not sys_is_purging()' else 'true' end
                ), '')
            ) as query
        from feeds as feed
        cross join rows_of_event
        cross join (select distinct column_name from feeds where is_moved) as counters
        where feed.is_moved
        group by
            feed.column_name, feed.place, feed.aggregate, feed.key, feed.filter, feed.value, feed.survives_purge,
            rows_of_event.name, rows_of_event.sign
    )

    select string_agg(query, E'\n            union all\n' order by column_name, place, name desc)
    from movements
$$;

comment on function sys_counter_movements is
'Query of a key and one amount for each counter that moves; null where none does.';

create function sys_counter_relevant_columns(feed sys_counter_feeds) returns text
language sql stable
as $$
    select string_agg(quote_ident(attname), ', ' order by attnum)
    from pg_attribute
    where attrelid = quote_ident(feed.child)::regclass and attnum > 0 and not attisdropped
        and (
            attname = sys_key_column(feed.child)
            or sys_mentions(
                concat_ws(' ', feed.from_clause, feed.key, feed.filter, feed.value, feed.touched_by, feed.hold), attname
            )
        )
        -- What the recount writes must not cause the next recount.
        and not (feed.child = feed.table_name and attname = feed.column_name)
$$;

comment on function sys_counter_relevant_columns is 'Columns of the child that can change what the feed says.';

create function sys_counter_touched_by_feed(feed sys_counter_feeds, event text) returns text
language sql stable
as $$
    -- An update touches what only the old or only the new rows say: most updates nothing.
    select format(
        case
            when feed.touched_by is null and event = 'update' then
                E'                select key\n                from (\n%1$s                ) as changed'
            when feed.touched_by is null then '                %2$s'
            when event = 'update' then
                E'                select * from (\n                    with changed as (\n%1$s                    )\n'
                '                    %3$s\n                ) as touched'
            else
                E'                select * from (\n                    with changed as (select * from %4$s)\n'
                '                    %3$s\n                ) as touched'
        end,
        format(
            E'                    (%1$s\n                    except all\n                    %2$s)\n'
            '                    union all\n'
            '                    (%2$s\n                    except all\n                    %1$s)\n',
            replace(listed, '{rows}', 'old_rows'), replace(listed, '{rows}', 'new_rows')
        ),
        replace(listed, '{rows}', changed_rows),
        feed.touched_by,
        changed_rows
    )
    from (
        select
            case event when 'delete' then 'old_rows' else 'new_rows' end as changed_rows,
            case
                when feed.touched_by is not null
                    then format('select %s from {rows}', sys_counter_relevant_columns(feed))
                else format(
                    'select %s as key%s from {rows} as %I %s', feed.key,
                    case when event = 'update' then format(', %s as value', feed.value) else '' end,
                    feed.child, sys_sql_where(feed.filter)
                )
            end as listed
    ) as parts
$$;

create function sys_counter_touched(of_child text, parent text, event text) returns text
language sql stable
as $$
    with counters as (
        select string_agg(distinct format('0 as %I, ', column_name), '' order by format('0 as %I, ', column_name))
            as amounts
        from sys_counter_feeds
        where child = of_child and table_name = parent and is_moved
    ),

    touched as (
        select distinct sys_counter_touched_by_feed(feed, event) as query
        from sys_counter_feeds as feed
        where feed.child = of_child and feed.table_name = parent and not feed.is_moved
    )

    select format(
        E'            select key, %strue as is_touched\n            from (\n%s\n            ) as touched (key)',
        (select amounts from counters),
        string_agg(query, E'\n                union all\n' order by query)
    )
    from touched
    having count(*) > 0
$$;

comment on function sys_counter_touched is
'Query of the keys of parents to compute again, with nothing for each counter that moves; null where none is.';

create function sys_counter_gathering(of_child text, parent text, event text) returns text
language sql stable
as $$
    select format(
        E'    select %s\n'
        '    into %I\n'
        '    from (\n'
        '        select %s\n'
        '        from (\n%s\n        ) as each_row\n'
        '        where key is not null\n'
        '        group by key\n'
        '        having %s\n'
        '        order by key\n'
        '    ) as changed;\n',
        'array_agg(key) as keys' || coalesce(arrays, ''),
        sys_name(parent, 'changes'),
        'key' || coalesce(sums, ''),
        concat_ws(E'\n            union all\n', movements, touched),
        concat_ws(
            ' or ', differences,
            case when touched is not null then 'bool_or(is_touched)' end
        )
    )
    from (
        select
            sys_counter_movements(of_child, parent, event) as movements,
            sys_counter_touched(of_child, parent, event) as touched
    ) as queries
    cross join (
        select
            string_agg(format(', array_agg(%1$I) as %1$I', name), '' order by name) as arrays,
            string_agg(format(', sum(%1$I) as %1$I', name), '' order by name) as sums,
            string_agg(format('sum(%I) <> 0', name), ' or ' order by name) as differences
        from (
            select distinct column_name as name
            from sys_counter_feeds
            where child = of_child and table_name = parent and is_moved
        ) as counters
    ) as lists
$$;

comment on function sys_counter_gathering is
'Statement that reads into <parent>_changes the keys of the parents that change, and by how much.';

create function sys_counter_update(of_child text, parent text) returns text
language sql stable
as $$
    select format(
        E'\n    if %1$I.keys is not null then\n'
        '        update %2$I as parent\n'
        '        set %3$s\n'
        '        from unnest(%4$s) as changed (%5$s)\n'
        '        where parent.%6$I = changed.key;\n'
        '    end if;\n',
        sys_name(parent, 'changes'), parent,
        string_agg(
            format(
                case when is_moved then '%1$I = parent.%1$I + changed.%1$I' else '%1$I = %2$s' end,
                column_name, sys_counter_exact(parent, column_name)
            ),
            E',\n            ' order by column_name
        ),
        concat_ws(
            ', ', format('%I.keys', sys_name(parent, 'changes')),
            string_agg(format('%I.%I', sys_name(parent, 'changes'), column_name), ', ' order by column_name)
                filter (where is_moved)
        ),
        concat_ws(', ', 'key', string_agg(quote_ident(column_name), ', ' order by column_name) filter (where is_moved)),
        sys_key_column(parent)
    )
    from (
        select distinct column_name, is_moved
        from sys_counter_feeds
        where child = of_child and table_name = parent
    ) as counters
$$;

comment on function sys_counter_update is
'The one update of a table of parents. A recount is written even where it changes nothing, so that a '
'concurrent writer with an older snapshot fails and does not count with that.';
