-- Generates the triggers that keep counters: one function for each child table and event,
-- which serves all counters the child feeds. Table by table, in one order for all writers, it
-- gathers and locks what will change (so that writers wait for each other and never
-- deadlock), then runs one update for each table of parents, however many rows changed.

create function sys_counter_settings() returns text
language sql immutable
as $$
    -- Plans are made once a session, perhaps for one row, and must do for 100,000: every
    -- access is by key, so a loop over an index is never far from the best plan.
    select 'set search_path from current set plan_cache_mode = force_generic_plan set jit = off '
        'set enable_seqscan = off set enable_hashjoin = off set enable_mergejoin = off'
$$;

create function sys_is_purging() returns boolean
language sql stable
as $$ select coalesce(current_setting('poultryco.purging', true), '') = 'on' $$;

comment on function sys_is_purging is
'Whether this transaction deletes rows past their retention (set local poultryco.purging = on): '
'counters that survive a purge then stay.';

create function sys_counter_held_rows(feed sys_counter_feeds, held text, query text, event text) returns text
language sql stable
as $$
    -- A table that finds parents through others must also hold what its old rows belonged to:
    -- whoever joins there is not to be found yet. A row that is a parent itself is always found,
    -- unless it moves.
    select case event
        when 'insert' then 'select * from new_rows'
        when 'delete' then case when is_met_elsewhere then 'select * from old_rows' end
        else format('(select %1$s from new_rows except all select %1$s from old_rows)', columns)
            || case
                when is_met_elsewhere
                    then format(' union all (select %1$s from old_rows except all select %1$s from new_rows)', columns)
                else ''
            end
    end
    from (
        select
            feed.child <> feed.table_name and not exists (
                select from sys_counter_feeds as other
                where (other.table_name, other.column_name, other.place, other.child)
                    = (feed.table_name, feed.column_name, feed.place, held)
            ) as is_met_elsewhere,
            case
                when feed.child <> feed.table_name then sys_counter_relevant_columns(feed)
                else (
                    select string_agg(quote_ident(attname), ', ' order by attnum)
                    from pg_attribute
                    where attrelid = quote_ident(feed.child)::regclass and attnum > 0 and not attisdropped
                        and (attname = sys_key_column(feed.child) or sys_mentions(query, attname))
                )
            end as columns
    ) as facts
$$;

comment on function sys_counter_held_rows is
'Query of the rows of a child for which a statement locks rows of the table held; null where it locks none.';

create function sys_counter_locks(of_child text, event text)
returns table (locked text, via text, keys text, is_held boolean)
language sql stable
as $$
    with recursive feeds as materialized (
        select * from sys_counter_feeds
    ),

    -- Feeds that read a counter of their child: they move on when that counter moves.
    chains as materialized (
        select distinct
            feed.table_name,
            feed.child,
            case
                when feed.touched_by is null
                    then format('select (%s) from %I where %I = any (%I)', feed.key, feed.child,
                        sys_key_column(feed.child), sys_name(feed.child, 'keys'))
                else format('with changed as (select * from %I where %I = any (%I)) %s', feed.child,
                    sys_key_column(feed.child), sys_name(feed.child, 'keys'), feed.touched_by)
            end as keys
        from feeds as feed
        inner join feeds as counter on counter.table_name = feed.child
        where feed.table_name <> feed.child
            and sys_mentions(
                concat_ws(' ', feed.from_clause, feed.filter, feed.value, feed.touched_by),
                counter.column_name
            )
    ),

    reached as (
        select table_name, null::text as via, null::text as keys
        from feeds
        where child = of_child
        union
        select chains.table_name, chains.child, chains.keys
        from reached
        inner join chains on chains.child = reached.table_name
    )

    select reached.table_name, reached.via, reached.keys, false
    from reached
    union
    select held.key, of_child, format('with changed as (%s) %s', changed_rows, held.value), true
    from sys_counter_feeds as feed
    cross join jsonb_each_text(feed.hold) as held
    cross join sys_counter_held_rows(feed, held.key, held.value, event) as changed_rows
    where feed.child = of_child and changed_rows is not null
$$;

comment on function sys_counter_locks is
'What a change of a child locks: parents it feeds (via null), tables those feed in turn, rows its source holds.';

create function sys_counter_function(of_child text, event text) returns text
language sql stable
as $$
    with locks as materialized (
        select
            locked,
            sys_counter_rank(locked) as rank,
            bool_or(via is null) as is_fed,
            bool_or(is_held) as is_held,
            string_agg(format(E'\n        || array(%s)', keys), '' order by via, keys)
                filter (where keys is not null) as reached
        from sys_counter_locks(of_child, event)
        group by locked
    ),

    parts as materialized (
        select
            rank,
            locked,
            is_fed,
            is_held,
            reached,
            sys_name(locked, 'keys') as keys,
            sys_name(locked, 'changes') as changes,
            sys_key_column(locked) as key,
            format('%s[]', sys_column_type(locked, sys_key_column(locked))) as keys_type
        from locks
    ),

    lines as materialized (
        select
            rank,
            locked,
            format(E'    %I %s;\n', keys, keys_type)
            || case when is_fed then format(E'    %I record;\n', changes) else '' end as declaration,
            case when is_fed then sys_counter_gathering(of_child, locked, event) else '' end
            || format(
                case when reached is null then E'    %I := %s;\n' else E'    %I := nullif(%s%s, ''{}'');\n' end,
                keys,
                case when is_fed then format('%I.keys', changes) else format('null::%s', keys_type) end,
                reached
            )
            || format(
                E'    if %1$I is not null then\n'
                '        perform from %2$I where %3$I = any (%1$I) order by %3$I for no key update;\n%4$s'
                '    end if;\n',
                keys, locked, key,
                -- Written too: a lock that is gone tells nothing to a transaction with an older snapshot.
                case when is_held
                    then format(E'        update %1$I set %2$I = %2$I where %2$I = any (%3$I);\n', locked, key, keys)
                    else ''
                end
            ) as gathering,
            case when is_fed then sys_counter_update(of_child, locked) end as updating
        from parts
    )

    select format(
        E'\ndeclare\n%sbegin\n    if not exists (select from %s) then\n        return null;\n    end if;\n'
        '\n%s%s\n    return null;\nend\n',
        string_agg(declaration, '' order by rank, locked),
        case event when 'delete' then 'old_rows' else 'new_rows' end,
        string_agg(gathering, E'\n' order by rank, locked),
        string_agg(updating, '' order by rank, locked)
    )
    from lines
$$;

comment on function sys_counter_function is
'Body of the function that keeps all counters a child feeds, for one event.';

create function sys_generate_child_triggers(of_child text) returns void
language plpgsql
as $$
declare
    event text;
    name text;
    counters text;
begin
    select string_agg(distinct format('%s.%s', table_name, column_name), ', ') into counters
    from sys_counter_feeds
    where child = of_child;
    foreach event in array array['insert', 'update', 'delete'] loop
        name := sys_name('count', of_child, event);
        execute format(
            'create or replace function %I() returns trigger language plpgsql %s as %L',
            name, sys_counter_settings(), sys_counter_function(of_child, event)
        );
        execute format(
            'comment on function %I() is %L', name, format('Generated by sys_declare_counter for %s.', counters)
        );
        execute format(
            'create or replace trigger %I after %s on %I referencing %s for each statement execute function %I()',
            'count_' || event, event, of_child,
            concat_ws(
                ' ',
                case when event <> 'insert' then 'old table as old_rows' end,
                case when event <> 'delete' then 'new table as new_rows' end
            ),
            name
        );
    end loop;
    execute format(
        'create or replace trigger count_truncate after truncate on %I '
        'for each statement execute function sys_recount_after_truncate(%L)',
        of_child, of_child
    );
    perform sys_guard_partitions(of_child);
end
$$;

comment on function sys_generate_child_triggers is 'Make the triggers of a table whose rows are counted.';

create function sys_refuse_counter_by_hand() returns trigger
language plpgsql
as $$
begin
    perform sys_fail(
        format('Counters of %s are not written by hand', tg_table_name),
        format('no value for %s', array_to_string(tg_argv, ', ')), 'an update that names one',
        'leave the column out; sys_repair_counter makes a wrong one right'
    );
end
$$;

create function sys_generate_recount(parent text) returns void
language sql
as $$
    with counters as (
        select
            column_name,
            sys_counter_exact(table_name, column_name) as exact
        from sys_counters
        where table_name = parent and not is_imported
    ),

    -- Rows that count for a row not there yet refer to what its key refers to.
    waiting as (
        select E'    perform sys_require_newest_snapshot(tg_table_name);\n' || string_agg(
            format(
                E'    perform from %1$I where %2$I in (select %3$I from new_rows) order by %2$I for update;\n',
                confrelid::regclass, sys_key_column(confrelid::regclass::text), attname
            ),
            '' order by confrelid
        ) as statement
        from pg_constraint
        inner join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where conrelid = quote_ident(parent)::regclass and contype = 'f' and attname = sys_key_column(parent)
    ),

    body as (
        select format(
            E'\nbegin\n%7$s'
            '    update %2$I as parent\n'
            '    set %3$s\n'
            '    from (\n        select\n            parent.%1$I as key,\n            %4$s\n'
            '        from %2$I as parent\n        where parent.%1$I in (select %1$I from new_rows)\n    ) as exact\n'
            '    where parent.%1$I = exact.key\n        and (%5$s) is distinct from (%6$s);\n'
            '    return null;\nend\n',
            sys_key_column(parent), parent,
            string_agg(format('%1$I = exact.%1$I', column_name), ', ' order by column_name),
            string_agg(format('%s as %I', exact, column_name), E',\n            ' order by column_name),
            string_agg(format('parent.%I', column_name), ', ' order by column_name),
            string_agg(format('exact.%I', column_name), ', ' order by column_name),
            coalesce((select statement from waiting), '')
        ) as text
        from counters
    )

    select sys_execute(format(
        'create or replace function %I() returns trigger language plpgsql %s as %L',
        sys_name('recount', parent), sys_counter_settings(), text
    ))
    from body
$$;

create function sys_generate_start(parent text) returns void
language sql
as $$
    select sys_execute(format(
        'create or replace function %I() returns trigger language plpgsql as %L',
        sys_name('start', parent),
        format(
            E'\nbegin\n%s    return new;\nend\n',
            string_agg(
                format(E'    new.%I := %s;\n', attname, case when attnotnull then '0' else 'null' end),
                '' order by attname
            )
        )
    ))
    || sys_execute(format(
        'create or replace trigger count_start before insert on %I for each row '
        'when ((%s) is distinct from (%s)) execute function %I()',
        parent, string_agg(format('new.%I', attname), ', ' order by attname),
        string_agg(case when attnotnull then '0' else 'null' end, ', ' order by attname),
        sys_name('start', parent)
    ))
    from sys_counters
    inner join pg_attribute on attrelid = quote_ident(table_name)::regclass and attname = column_name
    where table_name = parent and not is_imported
$$;

create function sys_generate_parent_triggers(parent text) returns void
language plpgsql
as $$
declare
    key name := sys_key_column(parent);
    recount text := sys_name('recount', parent);
    start text := sys_name('start', parent);
    counters text[] := array(
        select column_name from sys_counters
        where table_name = parent and not is_imported
        order by column_name
    );
    function_name text;
begin
    perform sys_generate_recount(parent);
    perform sys_generate_start(parent);
    foreach function_name in array array[recount, start] loop
        execute format(
            'comment on function %I() is %L', function_name,
            format('Generated by sys_declare_counter for %s of %s.', array_to_string(counters, ', '), parent)
        );
    end loop;
    -- Children that follow a key (on update cascade) will be counted as if they were new.
    execute format(
        'create or replace trigger count_start_again before update of %1$I on %2$I for each row '
        'when (old.%1$I <> new.%1$I) execute function %3$I()',
        key, parent, start
    );
    -- Where the key is another table's, the row may come long after what it counts.
    if exists (
        select from pg_constraint
        inner join pg_attribute on attrelid = conrelid and attnum = conkey[1]
        where conrelid = quote_ident(parent)::regclass and contype = 'f' and attname = key
    ) then
        execute format(
            'create or replace trigger count_late after insert on %I referencing new table as new_rows '
            'for each statement when (pg_trigger_depth() = 0) execute function %I()',
            parent, recount
        );
    end if;
    -- Statements of our own triggers run at a depth of one or more.
    execute format(
        'create or replace trigger count_guard before update of %s on %I for each statement '
        'when (pg_trigger_depth() = 0 and current_setting(''poultryco.repairing'', true) is distinct from ''on'') '
        'execute function sys_refuse_counter_by_hand(%s)',
        (select string_agg(quote_ident(each), ', ') from unnest(counters) as each), parent,
        (select string_agg(quote_literal(each), ', ') from unnest(counters) as each)
    );
    perform sys_guard_partitions(parent);
end
$$;

comment on function sys_generate_parent_triggers is
'Make the triggers of a table that has counters: new rows start at nothing (or at a recount, where children '
'may have come before), nobody writes counters by hand.';
