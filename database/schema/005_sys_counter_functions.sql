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

create function sys_counter_locks(of_child text, event text)
returns table (locked text, via text, keys text)
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

    select reached.table_name, reached.via, reached.keys
    from reached
    union
    select held.key, of_child, format('with changed as (select * from new_rows) %s', held.value)
    from feeds
    cross join jsonb_each_text(feeds.hold) as held
    where feeds.child = of_child and event = 'insert'
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
            reached,
            is_moved,
            sys_name(locked, 'keys') as keys,
            sys_key_column(locked) as key,
            format('%s[]', sys_column_type(locked, sys_key_column(locked))) as keys_type,
            case
                when not is_fed then null
                when is_moved then sys_name(locked, 'moved')
                else sys_name(locked, 'touched')
            end as gathered
        from locks
        left join lateral (
            select bool_and(is_moved) as is_moved
            from sys_counter_feeds
            where child = of_child and table_name = locked
        ) as feeds on true
    ),

    lines as materialized (
        select
            rank,
            locked,
            format(E'    %I %s;\n', keys, keys_type)
            || case
                when is_fed then
                    format(E'    %I %s;\n', gathered, case when is_moved then 'record' else keys_type end)
                else ''
            end as declaration,
            case
                when not is_fed then ''
                when is_moved then sys_counter_moved(of_child, locked, event)
                else sys_counter_touched(of_child, locked, event)
            end
            || format(
                case when reached is null then E'    %I := %s;\n' else E'    %I := nullif(%s%s, ''{}'');\n' end,
                keys,
                coalesce(
                    quote_ident(gathered) || case when is_moved then '.keys' else '' end,
                    format('null::%s', keys_type)
                ),
                reached
            )
            || format(
                E'    if %1$I is not null then\n'
                '        perform from %2$I where %3$I = any (%1$I) order by %3$I for no key update;\n'
                '    end if;\n',
                keys, locked, key
            ) as gathering,
            case when is_fed then sys_counter_update(of_child, locked, is_moved) end as updating
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

create function sys_tables_of(of_table text) returns setof regclass
language sql stable
as $$
    select quote_ident(of_table)::regclass
    union
    select relid from pg_partition_tree(quote_ident(of_table)::regclass)
$$;

comment on function sys_tables_of is 'A table and its partitions, on which statements may also work directly.';

create function sys_generate_child_triggers(of_child text) returns void
language plpgsql
as $$
declare
    event text;
    name text;
    each regclass;
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
        for each in select sys_tables_of(of_child) loop
            execute format(
                'create or replace trigger %I after %s on %s referencing %s for each statement execute function %I()',
                'count_' || event, event, each,
                concat_ws(
                    ' ',
                    case when event <> 'insert' then 'old table as old_rows' end,
                    case when event <> 'delete' then 'new table as new_rows' end
                ),
                name
            );
        end loop;
    end loop;
    for each in select sys_tables_of(of_child) loop
        execute format(
            'create or replace trigger count_truncate after truncate on %s '
            'for each statement execute function sys_recount_after_truncate(%L)',
            each, of_child
        );
    end loop;
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

create function sys_generate_parent_triggers(parent text) returns void
language plpgsql
as $$
declare
    key name := sys_key_column(parent);
    recount text := sys_name('recount', parent);
    columns text;
    expressions text;
    comparison text;
    assignments text;
begin
    select
        string_agg(quote_ident(column_name), ', ' order by column_name),
        string_agg(
            format(E'%s as %I', sys_counter_exact(table_name, column_name), column_name),
            E',\n            ' order by column_name
        ),
        format(
            '(%s) is distinct from (%s)',
            string_agg(format('parent.%I', column_name), ', ' order by column_name),
            string_agg(format('exact.%I', column_name), ', ' order by column_name)
        ),
        string_agg(format('%1$I = exact.%1$I', column_name), ', ' order by column_name)
    into columns, expressions, comparison, assignments
    from sys_counters
    where table_name = parent and not is_imported;

    execute format(
        'create or replace function %I() returns trigger language plpgsql %s as %L',
        recount, sys_counter_settings(),
        format(
            E'\ndeclare\n    keys %1$s[];\nbegin\n'
            '    if tg_level = ''ROW'' then\n        keys := array[new.%2$I];\n'
            '    else\n        keys := array(select %2$I from new_rows);\n    end if;\n\n'
            '    update %3$I as parent\n'
            '    set %4$s\n'
            '    from (\n        select parent.%2$I as key,\n            %5$s\n        from %3$I as parent\n'
            '        where parent.%2$I = any (keys)\n    ) as exact\n'
            '    where parent.%2$I = exact.key\n        and %6$s;\n'
            '    return null;\nend\n',
            sys_column_type(parent, key), key, parent, assignments, expressions, comparison
        )
    );
    execute format(
        'comment on function %I() is %L', recount,
        format('Generated by sys_declare_counter: a new row of %s starts with exact counters.', parent)
    );
    execute format(
        'create or replace trigger count_start after insert on %I referencing new table as new_rows '
        'for each statement execute function %I()',
        parent, recount
    );
    -- Children that follow a key (on update cascade) were counted for a row that counts them already.
    execute format(
        'create or replace trigger count_start_again after update of %1$I on %2$I for each row '
        'when (old.%1$I <> new.%1$I) execute function %3$I()',
        key, parent, recount
    );
    -- Statements of our own triggers run at a depth of one or more.
    execute format(
        'create or replace trigger count_guard before update of %s on %I for each statement '
        'when (pg_trigger_depth() = 0 and current_setting(''poultryco.repairing'', true) is distinct from ''on'') '
        'execute function sys_refuse_counter_by_hand(%s)',
        columns, parent,
        (select string_agg(quote_literal(column_name), ', ' order by column_name)
         from sys_counters where table_name = parent and not is_imported)
    );
end
$$;

comment on function sys_generate_parent_triggers is
'Make the triggers of a table that has counters: new rows start exact, nobody writes counters by hand.';
