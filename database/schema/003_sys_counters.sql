-- Counters: columns that repeat what other rows say, exact after every statement.
--
-- This file reads declarations (which child feeds which counter, in which order tables are
-- locked, what a counter must be) and repairs. 004 and 005 make the triggers, 006 declares.

create function sys_sql_expression(expression text) returns text
language sql immutable
as $$ select case when expression ~ '^[a-z0-9_.]+$' then expression else '(' || expression || ')' end $$;

comment on function sys_sql_expression is 'An expression as it can stand beside an operator.';

create function sys_sql_where(variadic conditions text[]) returns text
language sql immutable
as $$
    select case cardinality(real)
        when 0 then ''
        when 1 then 'where ' || real[1]
        else 'where ' || (select string_agg(sys_sql_expression(each), ' and ') from unnest(real) as each)
    end
    from array_remove(conditions, 'true') as real
$$;

comment on function sys_sql_where is 'The conditions that say something, as a where clause.';

create function sys_mentions(query text, name text) returns boolean
language sql immutable
as $$ select strpos(query, name) > 0 and query ~ ('\m' || name || '\M') $$;

comment on function sys_mentions is 'Whether SQL may refer to a name. Says yes too often rather than too seldom.';

create function sys_read_counter_feeds(of_table text, of_column text) returns setof sys_counter_feeds
language sql stable
as $$
    select
        sys_counters.table_name,
        sys_counters.column_name,
        each.place::integer,
        fed_by.child,
        sys_counters.aggregate,
        sys_counters.survives_purge,
        each.source ->> 'from' as from_clause,
        each.source ->> 'key' as key,
        coalesce(each.source ->> 'filter', 'true') as filter,
        case sys_counters.aggregate when 'count' then '1' else each.source ->> 'value' end as value,
        fed_by.touched_by,
        each.source -> 'hold' -> fed_by.child as hold,
        -- One recounted source makes the counter recounted: what a recount has seen already must
        -- not move it again when the trigger of the other source comes later in the statement.
        bool_and(sys_counters.aggregate <> 'average' and fed_by.touched_by is null) over () as is_moved
    from sys_counters
    cross join jsonb_array_elements(sys_counters.sources) with ordinality as each (source, place)
    cross join lateral (
        select each.source ->> 'child' as child, null as touched_by
        where each.source ? 'child'
        union all
        select table_and_query.key, table_and_query.value
        from jsonb_each_text(each.source -> 'touched_by') as table_and_query
    ) as fed_by
    where sys_counters.table_name = of_table and sys_counters.column_name = of_column
$$;

comment on function sys_read_counter_feeds is 'Take the sources of a counter apart.';

create function sys_counter_rank(of_table text) returns integer
language sql stable
as $$
    with recursive edges as materialized (
        select table_name, child as comes_first
        from sys_counter_feeds
        union
        select sys_counter_feeds.table_name, held
        from sys_counter_feeds
        cross join jsonb_object_keys(sys_counter_feeds.hold) as held
    ),

    paths as (
        select of_table as table_name, array[of_table] as path
        union all
        select edges.comes_first, paths.path || edges.comes_first
        from paths
        inner join edges on edges.table_name = paths.table_name
        where edges.comes_first <> all (paths.path)
    )

    select max(cardinality(path)) - 1 from paths
$$;

comment on function sys_counter_rank is
'Place of a table in the order of locks: whoever changes a row has locked it, so children come before '
'the tables they feed; equals go by name.';

-- A counter from the point of view of one row of its table, which is called parent.

create function sys_counter_exact(of_table text, of_column text) returns text
language sql stable
as $$
    with sources as (
        select distinct on (place)
            place, aggregate, survives_purge, sys_sql_expression(key) as key, filter, value,
            coalesce(from_clause, quote_ident(child)) as origin
        from sys_counter_feeds
        where table_name = of_table and column_name = of_column
        order by place
    ),

    parts as (
        select
            aggregate,
            survives_purge,
            case aggregate
                when 'average' then string_agg(
                    format(
                        'select (%s)::numeric as value from %s %s', value, origin,
                        sys_sql_where(format('%s = parent.%I', key, sys_key_column(of_table)), filter)
                    ),
                    ' union all ' order by place
                )
                else string_agg(
                    format(
                        case aggregate
                            when 'count' then '(select count(*) from %1$s %2$s)'
                            else 'coalesce((select sum(%3$s) from %1$s %2$s), 0)'
                        end,
                        origin, sys_sql_where(format('%s = parent.%I', key, sys_key_column(of_table)), filter), value
                    ),
                    ' + ' order by place
                )
            end as query
        from sources
        group by aggregate, survives_purge
    )

    select format(
        case
            when aggregate = 'average' and attnotnull
                then 'coalesce((select avg(value) from (%1$s) as counted), 0)::%2$s'
            when aggregate = 'average' then '(select avg(value) from (%1$s) as counted)::%2$s'
            when survives_purge then 'greatest(parent.%3$I, (%1$s)::%2$s)'
            else '(%1$s)::%2$s'
        end,
        query, sys_column_type(of_table, of_column), of_column
    )
    from parts
    inner join pg_attribute on attrelid = quote_ident(of_table)::regclass and attname = of_column
$$;

comment on function sys_counter_exact is 'SQL expression of what a counter must be, for the row `parent`.';

-- A counter from the point of view of the whole table.

create function sys_recount_query(of_table text, of_column text) returns text
language sql stable
as $$
    with sources as (
        select distinct on (place)
            place, aggregate, key, filter, value, coalesce(from_clause, quote_ident(child)) as origin
        from sys_counter_feeds
        where table_name = of_table and column_name = of_column
        order by place
    )

    select format(
        'select key, (%s)::%s as value from (%s) as counted where key is not null group by key',
        case aggregate
            when 'count' then 'count(*)'
            when 'sum' then 'coalesce(sum(value), 0)'
            else 'avg(value)'
        end,
        sys_column_type(of_table, of_column),
        string_agg(
            format('select %s as key, %s as value from %s %s', key, value, origin, sys_sql_where(filter)),
            ' union all ' order by place
        )
    )
    from sources
    group by aggregate
$$;

comment on function sys_recount_query is
'SQL that says what a counter must be: key and value of every parent that has something to count. '
'Null for an imported counter.';

create function sys_wrong_counter_query(of_table text, of_column text) returns text
language sql stable
as $$
    select format(
        'select parent.%1$I as key, parent.%2$I as found, %3$s as exact '
        'from %4$I as parent left join (%5$s) as recount on recount.key = parent.%1$I '
        'where parent.%2$I %6$s %3$s',
        sys_key_column(of_table), of_column,
        case when attnotnull then 'coalesce(recount.value, 0)' else 'recount.value' end,
        of_table, sys_recount_query(of_table, of_column),
        case when survives_purge then '<' else 'is distinct from' end
    )
    from sys_counters
    inner join pg_attribute on attrelid = quote_ident(of_table)::regclass and attname = of_column
    where table_name = of_table and column_name = of_column and not is_imported
$$;

comment on function sys_wrong_counter_query is
'SQL for the rows whose counter is wrong: key, what was found, what is exact. Null for an imported counter.';

-- Repair

create function sys_repair_counter(of_table text, of_column text) returns bigint
language plpgsql
set jit = off
as $$
declare
    wrong_query text := sys_wrong_counter_query(of_table, of_column);
    key name := sys_key_column(of_table);
    rows_changed bigint := 0;
begin
    if wrong_query is null then
        return 0;
    end if;
    -- Rows that seem wrong are locked, then computed again: whoever wrote in between is seen,
    -- whoever writes after us adds to the exact value.
    execute format(
        'select from %1$I where %2$I in (select wrong.key from (%3$s) as wrong) '
        'order by %2$I for no key update',
        of_table, key, wrong_query
    );
    perform set_config('poultryco.repairing', 'on', true);
    execute format(
        'update %1$I as parent set %2$I = wrong.exact from (%3$s) as wrong where parent.%4$I = wrong.key',
        of_table, of_column, wrong_query, key
    );
    get diagnostics rows_changed = row_count;
    perform set_config('poultryco.repairing', '', true);
    return rows_changed;
end
$$;

comment on function sys_repair_counter is 'Make a counter exact while others write; return how many rows were wrong.';

create function sys_repair_counters(dry_run boolean default false)
returns table (table_name text, column_name text, rows_wrong bigint)
language plpgsql
set jit = off
as $$
begin
    for table_name, column_name in
        select counters.table_name, counters.column_name
        from sys_counters as counters
        where not counters.is_imported
        order by sys_counter_rank(counters.table_name), counters.table_name, counters.column_name
    loop
        if dry_run then
            execute format('select count(*) from (%s) as wrong', sys_wrong_counter_query(table_name, column_name))
            into rows_wrong;
        else
            rows_wrong := sys_repair_counter(table_name, column_name);
        end if;
        return next;
    end loop;
end
$$;

comment on function sys_repair_counters is
'Repair all counters, those that feed others first; with dry_run only count the wrong rows.';

create function sys_recount_after_truncate() returns trigger
language plpgsql
set jit = off
as $$
begin
    perform sys_require_newest_snapshot(tg_table_name);
    perform sys_repair_counter(fed.table_name, fed.column_name)
    from (
        select distinct table_name, column_name, sys_counter_rank(table_name) as rank
        from sys_counter_feeds
        where child = tg_argv[0]
        order by rank, table_name, column_name
    ) as fed;
    return null;
end
$$;
