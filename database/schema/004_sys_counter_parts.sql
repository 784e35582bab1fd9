-- The parts of the functions that keep counters: by how much a statement moved them, which
-- parents it touched, the one update that follows. 005 puts them together.

create function sys_counter_moved(of_child text, parent text, event text) returns text
language sql stable
as $$
    with feeds as materialized (
        select * from sys_counter_feeds where child = of_child and table_name = parent
    ),

    counters as materialized (
        select distinct column_name from feeds
    ),

    rows_of_event (name, sign) as (
        select 'old_rows', '-' where event <> 'insert'
        union all
        select 'new_rows', '' where event <> 'delete'
    ),

    parts as (
        select
            format(
                E'            select %s as key, %s\n            from %s as %I%s',
                feeds.key,
                string_agg(
                    case
                        when counters.column_name <> feeds.column_name then '0'
                        when feeds.aggregate = 'count' then rows_of_event.sign || '1'
                        else format('%scoalesce(%s, 0)', rows_of_event.sign, feeds.value)
                    end
                    || format(' as %I', counters.column_name),
                    ', ' order by counters.column_name
                ),
                rows_of_event.name, of_child,
                E'\n            ' || nullif(sys_sql_where(
                    feeds.filter,
                    case when feeds.survives_purge and event = 'delete' then 'not sys_is_purging()' else 'true' end
                ), '')
            ) as query,
            feeds.column_name, feeds.place, rows_of_event.name
        from feeds
        cross join rows_of_event
        cross join counters
        group by feeds.column_name, feeds.place, feeds.key, feeds.filter, feeds.survives_purge, rows_of_event.name
    )

    select format(
        E'    select array_agg(key) as keys, %s\n'
        '    into %I\n'
        '    from (\n'
        '        select key, %s\n'
        '        from (\n%s\n        ) as each_row\n'
        '        where key is not null\n'
        '        group by key\n'
        '        having %s\n'
        '        order by key\n'
        '    ) as moved;\n',
        string_agg(format('array_agg(%1$I) as %1$I', column_name), ', ' order by column_name),
        sys_name(parent, 'moved'),
        string_agg(format('sum(%1$I) as %1$I', column_name), ', ' order by column_name),
        (
            select string_agg(query, E'\n            union all\n' order by column_name, place, name desc)
            from parts
        ),
        string_agg(format('sum(%I) <> 0', column_name), ' or ' order by column_name)
    )
    from counters
$$;

comment on function sys_counter_moved is 'Statement that gathers by how much the counters of parent move.';

create function sys_counter_relevant_columns(feed sys_counter_feeds) returns text
language sql stable
as $$
    select string_agg(quote_ident(attname), ', ' order by attnum)
    from pg_attribute
    where attrelid = quote_ident(feed.child)::regclass and attnum > 0 and not attisdropped
        and (
            attname = sys_key_column(feed.child)
            or sys_mentions(
                concat_ws(' ', feed.from_clause, feed.key, feed.filter, feed.value, feed.touched_by), attname
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
                E'        select key from (\n%1$s        ) as changed'
            when feed.touched_by is null then E'%2$s'
            when event = 'update' then
                E'        select * from (\n            with changed as (\n%1$s            )\n            %3$s\n'
                '        ) as touched'
            else
                E'        select * from (\n            with changed as (select * from %4$s)\n            %3$s\n'
                '        ) as touched'
        end,
        format(
            E'            (%1$s\n            except all\n            %2$s)\n            union all\n'
            '            (%2$s\n            except all\n            %1$s)\n',
            format(listed, 'old_rows'), format(listed, 'new_rows')
        ),
        '        ' || format(listed, changed_rows),
        feed.touched_by,
        changed_rows
    )
    from (
        select
            case event when 'delete' then 'old_rows' else 'new_rows' end as changed_rows,
            case
                when feed.touched_by is not null
                    then format('select %s from %%s', sys_counter_relevant_columns(feed))
                else format(
                    'select %s as key%s from %%s as %I %s', feed.key,
                    case when event = 'update' then format(', %s as value', feed.value) else '' end,
                    feed.child, replace(sys_sql_where(feed.filter), '%', '%%')
                )
            end as listed
    ) as parts
$$;

create function sys_counter_touched(of_child text, parent text, event text) returns text
language sql stable
as $$
    select format(
        E'    select array_agg(distinct key)\n    into %I\n    from (\n%s\n    ) as touched (key)\n'
        '    where key is not null;\n',
        sys_name(parent, 'touched'),
        string_agg(query, E'\n        union all\n' order by query)
    )
    from (
        select distinct sys_counter_touched_by_feed(feed, event) as query
        from sys_counter_feeds as feed
        where feed.child = of_child and feed.table_name = parent
    ) as touched
$$;

comment on function sys_counter_touched is 'Statement that gathers the rows of parent to compute again.';

create function sys_counter_update(of_child text, parent text, is_moved boolean) returns text
language sql stable
as $$
    select case
        when is_moved then format(
            E'\n    if %1$I.keys is not null then\n'
            '        update %2$I as parent\n'
            '        set %3$s\n'
            '        from unnest(%1$I.keys, %4$s) as moved (key, %5$s)\n'
            '        where parent.%6$I = moved.key;\n'
            '    end if;\n',
            sys_name(parent, 'moved'), parent,
            string_agg(
                format('%1$I = parent.%1$I + moved.%1$I', column_name),
                E',\n            ' order by column_name
            ),
            string_agg(format('%I.%I', sys_name(parent, 'moved'), column_name), ', ' order by column_name),
            string_agg(format('%I', column_name), ', ' order by column_name),
            sys_key_column(parent)
        )
        else format(
            E'\n    if %1$I is not null then\n'
            '        update %2$I as parent\n'
            '        set %3$s\n'
            '        where parent.%4$I = any (%1$I);\n'
            '    end if;\n',
            sys_name(parent, 'touched'), parent,
            string_agg(
                format('%I = %s', column_name, sys_counter_exact(parent, column_name)),
                E',\n            ' order by column_name
            ),
            sys_key_column(parent)
        )
    end
    from (
        select distinct column_name from sys_counter_feeds where child = of_child and table_name = parent
    ) as counters
$$;

comment on function sys_counter_update is
'The one update of a table of parents. A recount is written even where it changes nothing, so that a '
'concurrent writer with an older snapshot fails and does not count with that.';
