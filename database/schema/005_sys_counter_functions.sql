-- Puts the parts of 004 together: what each generated function locks, the functions
-- themselves, and the triggers on both ends.

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
    with recursive reached as (
        select table_name, null::text as via, null::text as keys
        from sys_counter_feeds
        where child = of_child
        union
        select
            feed.table_name,
            feed.child,
            case
                when feed.touched_by is null
                    then format('select (%s) from %I where %I = any (%I)', feed.key, feed.child,
                        sys_key_column(feed.child), sys_name(feed.child, 'keys'))
                else format('with changed as (select * from %I where %I = any (%I)) %s', feed.child,
                    sys_key_column(feed.child), sys_name(feed.child, 'keys'), feed.touched_by)
            end
        from reached
        inner join sys_counter_feeds as feed on feed.child = reached.table_name
        where feed.table_name <> feed.child
            and exists (
                select from sys_counters
                where sys_counters.table_name = reached.table_name and not sys_counters.is_imported
                    and sys_mentions(
                        concat_ws(' ', feed.from_clause, feed.filter, feed.value, feed.touched_by),
                        sys_counters.column_name
                    )
            )
    )

    select reached.table_name, reached.via, reached.keys
    from reached
    union
    select held.key, of_child, format('with changed as (select * from new_rows) %s', held.value)
    from sys_counter_feeds
    cross join jsonb_each_text(sys_counter_feeds.hold) as held
    where sys_counter_feeds.child = of_child and event = 'insert'
$$;

comment on function sys_counter_locks is
'What a change of a child locks: parents it feeds (via null), tables those feed in turn, rows its source holds.';

create function sys_counter_function(of_child text, event text) returns text
language sql stable
as $$
    with locks as (
        select
            locked,
            coalesce(sys_counter_rank(locked), 0) as rank,
            bool_or(via is null) as is_fed,
            string_agg(format(E'\n        || array(%s)', keys), '' order by via, keys) filter (where keys is not null) as reached
        from sys_counter_locks(of_child, event)
        group by locked
    ),

    parts as (
        select
            locks.*,
            coalesce(feeds.is_moved, false) as is_moved,
            sys_name(locked, 'keys') as keys,
            sys_key_column(locked) as key,
            sys_column_type(locked, sys_key_column(locked)) as key_type
        from locks
        left join (
            select table_name, bool_and(is_moved) as is_moved
            from sys_counter_feeds
            where child = of_child
            group by table_name
        ) as feeds on feeds.table_name = locks.locked and locks.is_fed
    )

    select format(
        $part$
declare
%s
begin
    if not exists (select from %s) then
        return null;
    end if;
%s
    if num_nonnulls(%s) = 0 then
        return null;
    end if;

%s
%s
    return null;
end
$part$,
        string_agg(
            format(E'    %I %s[];\n', keys, key_type)
            || case
                when not is_fed then ''
                when is_moved then format(E'    %I record;\n', sys_name(locked, 'moved'))
                else format(E'    %I %s[];\n', sys_name(locked, 'touched'), key_type)
            end,
            '' order by rank, locked
        ),
        case event when 'delete' then 'old_rows' else 'new_rows' end,
        string_agg(
            case
                when not is_fed then ''
                when is_moved then sys_counter_moved(of_child, locked, event)
                else sys_counter_touched(of_child, locked, event)
            end
            || format(
                E'    %I := %s%s;\n', keys,
                case
                    when not is_fed then format('null::%s[]', key_type)
                    when is_moved then format('%I.keys', sys_name(locked, 'moved'))
                    else format('%I', sys_name(locked, 'touched'))
                end,
                reached
            ),
            '' order by rank, locked
        ),
        coalesce(string_agg(
            case
                when not is_fed then null
                when is_moved then format('%I.keys', sys_name(locked, 'moved'))
                else format('%I', sys_name(locked, 'touched'))
            end,
            ', ' order by rank, locked
        )),
        string_agg(
            format(
                E'    perform from %1$I where %2$I = any (%3$I) order by %2$I for no key update;\n',
                locked, key, keys
            ),
            '' order by rank, locked
        ),
        string_agg(
            case when is_fed then sys_counter_update(of_child, locked, is_moved) end,
            '' order by rank, locked
        )
    )
    from parts
$$;

comment on function sys_counter_function is 'Body of the function that keeps all counters a child feeds, for one event.';

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
            $body$
begin
    update %1$I as parent
    set %2$s
    from (
        select
            parent.%3$I as key,
            %4$s
        from %1$I as parent
        where parent.%3$I in (select %3$I from new_rows)
    ) as exact
    where parent.%3$I = exact.key
        and (%5$s);
    return null;
end
$body$,
            parent, assignments, key, expressions, comparison
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
    -- Statements of our own triggers run at a depth of one or more.
    execute format(
        'create or replace trigger count_guard before update of %s on %I for each statement '
        'when (pg_trigger_depth() = 0 and coalesce(current_setting(''poultryco.repairing'', true), '''') <> ''on'') '
        'execute function sys_refuse_counter_by_hand(%s)',
        columns, parent,
        (select string_agg(quote_literal(column_name), ', ' order by column_name)
         from sys_counters where table_name = parent and not is_imported)
    );
end
$$;

comment on function sys_generate_parent_triggers is
'Make the triggers of a table that has counters: new rows start exact, nobody writes counters by hand.';
