-- Generates the triggers that keep counters: one function for each child table and event,
-- which serves all counters the child feeds. It gathers the parents that change, locks them
-- in one order for all writers (so that writers wait for each other and never deadlock), then
-- runs one update for each table of parents, however many rows the statement had.

create function sys_counter_settings() returns text
language sql immutable
as $$
    -- Plans are made once a session, perhaps for one row, and must do for 100,000: every
    -- access is by key, so a loop over an index is never far from the best plan.
    select 'set search_path from current set plan_cache_mode = force_generic_plan set jit = off '
        'set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off'
$$;

create function sys_counter_moved(of_child text, parent text, event text) returns text
language sql stable
as $$
    with feeds as (
        select * from sys_counter_feeds where child = of_child and table_name = parent
    ),

    counters as (
        select distinct column_name from feeds
    ),

    rows_of_event as (
        select * from (values ('old_rows', '-'), ('new_rows', '')) as each (name, sign)
        where case event when 'insert' then name = 'new_rows' when 'delete' then name = 'old_rows' else true end
    ),

    parts as (
        select
            string_agg(
                format(
                    E'            select (%s) as key, %s\n            from %s as %I\n            where (%s)%s',
                    feeds.key, amounts.list, rows_of_event.name, of_child, feeds.filter,
                    case when feeds.survives_purge and event = 'delete'
                        then ' and not sys_is_purging()' else '' end
                ),
                E'\n            union all\n' order by feeds.column_name, feeds.position, rows_of_event.name
            ) as query
        from feeds
        cross join rows_of_event
        cross join lateral (
            select string_agg(
                case when counters.column_name = feeds.column_name
                    then format('%scoalesce(%s, 0) as %I', rows_of_event.sign, feeds.value, counters.column_name)
                    else format('0 as %I', counters.column_name)
                end,
                ', ' order by counters.column_name
            ) as list
            from counters
        ) as amounts
    ),

    lists as (
        select
            string_agg(format('array_agg(%1$I) as %1$I', column_name), ', ' order by column_name) as arrays,
            string_agg(format('sum(%1$I) as %1$I', column_name), ', ' order by column_name) as sums,
            string_agg(format('sum(%I) <> 0', column_name), ' or ' order by column_name) as changes
        from counters
    )

    select format(
        $part$
    select array_agg(key) as keys, %s
    into %I
    from (
        select key, %s
        from (
%s
        ) as each_row
        where key is not null
        group by key
        having %s
        order by key
    ) as moved;
$part$,
        arrays, sys_name(parent, 'moved'), sums, query, changes
    )
    from parts, lists
$$;

comment on function sys_counter_moved is 'Statement that gathers by how much the counters of parent move.';

create function sys_counter_changed(of_child text, event text, columns text) returns text
language sql immutable
as $$
    select case event
        when 'insert' then 'select * from new_rows'
        when 'delete' then 'select * from old_rows'
        else format(
            '(select %1$s from old_rows except all select %1$s from new_rows) union all '
            '(select %1$s from new_rows except all select %1$s from old_rows)',
            columns
        )
    end
$$;

comment on function sys_counter_changed is
'Query of the rows a statement changed; of an update those where one of the columns differs.';

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
    select case
        when feed.touched_by is not null then format(
            E'with changed as (\n            %s\n        )\n        %s',
            sys_counter_changed(feed.child, event, sys_counter_relevant_columns(feed)), feed.touched_by
        )
        when event = 'update' then format(
            E'select key from (\n            (%1$s except all %2$s)\n            union all\n            (%2$s except all %1$s)\n        ) as changed',
            format('select (%s) as key, (%s) as value from old_rows as %I where (%s)',
                feed.key, feed.value, feed.child, feed.filter),
            format('select (%s) as key, (%s) as value from new_rows as %I where (%s)',
                feed.key, feed.value, feed.child, feed.filter)
        )
        else format(
            'select (%s) as key from %s as %I where (%s)',
            feed.key, case event when 'insert' then 'new_rows' else 'old_rows' end, feed.child, feed.filter
        )
    end
$$;

create function sys_counter_touched(of_child text, parent text, event text) returns text
language sql stable
as $$
    select format(
        $part$
    select array_agg(distinct key)
    into %I
    from (
%s
    ) as touched (key)
    where key is not null;
$part$,
        sys_name(parent, 'touched'),
        string_agg(distinct format(E'        (%s)', sys_counter_touched_by_feed(feed, event)), E'\n        union all\n')
    )
    from sys_counter_feeds as feed
    where feed.child = of_child and feed.table_name = parent
$$;

comment on function sys_counter_touched is 'Statement that gathers the rows of parent to compute again.';

create function sys_counter_update(of_child text, parent text, is_moved boolean) returns text
language sql stable
as $$
    with counters as (
        select distinct column_name from sys_counter_feeds where child = of_child and table_name = parent
    )

    select case
        when is_moved then format(
            $part$
    if %1$I.keys is not null then
        update %2$I as parent
        set %3$s
        from unnest(%1$I.keys, %4$s) as moved (key, %5$s)
        where parent.%6$I = moved.key;
    end if;
$part$,
            sys_name(parent, 'moved'), parent,
            string_agg(format('%1$I = parent.%1$I + moved.%1$I', column_name), ', ' order by column_name),
            string_agg(format('%I.%I', sys_name(parent, 'moved'), column_name), ', ' order by column_name),
            string_agg(format('%I', column_name), ', ' order by column_name),
            sys_key_column(parent)
        )
        else format(
            $part$
    if %1$I is not null then
        update %2$I as parent
        set %3$s
        where parent.%4$I = any (%1$I);
    end if;
$part$,
            sys_name(parent, 'touched'), parent,
            string_agg(
                format('%I = %s', column_name, sys_counter_exact(parent, column_name)),
                E',\n            ' order by column_name
            ),
            sys_key_column(parent)
        )
    end
    from counters
$$;

comment on function sys_counter_update is 'The one update of a table of parents. A recount writes even what stays equal: a writer with an older snapshot must fail.';
