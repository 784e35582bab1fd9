-- The two declarations of counters, and what they refuse.

create function sys_require_counter_column(of_table text, of_column text, aggregate text) returns void
language plpgsql
as $$
declare
    actual record;
begin
    perform sys_require_columns(of_table, of_column);
    if sys_key_column(of_table) is null then
        perform sys_fail(
            format('%s.%s cannot be a counter', of_table, of_column), 'a primary key of the table', 'none',
            'add the primary key before the declaration'
        );
    end if;
    select
        sys_column_type(of_table, of_column) as type,
        attnotnull as is_required,
        coalesce(pg_get_expr(adbin, adrelid), '') as default_value,
        atttypid in ('smallint'::regtype, 'integer'::regtype, 'bigint'::regtype, 'numeric'::regtype) as is_number
    into actual
    from pg_attribute
    left join pg_attrdef on adrelid = attrelid and adnum = attnum
    where attrelid = quote_ident(of_table)::regclass and attname = of_column;
    if not actual.is_number or not (case
        when not actual.is_required then aggregate = 'average' and actual.default_value = ''
        else actual.default_value ~ '^[''(]*0(\.0*)?[)'']*(::\w+)?$'
    end) then
        perform sys_fail(
            format('%s.%s cannot be a counter', of_table, of_column),
            'a column integer or numeric, not null default 0 (an average may be null without default)',
            format('%s%s default %s', actual.type, case when actual.is_required then ' not null' else '' end,
                coalesce(nullif(actual.default_value, ''), 'none')),
            'correct the column of the table'
        );
    end if;
end
$$;

create function sys_try_counter_sql(what text, query text) returns void
language plpgsql
as $$
begin
    execute query;
exception when others then
    perform sys_fail(
        what, 'SQL expressions over a row of the source, a key that compares with the parent''s',
        format('%s in: %s', sqlerrm, query), 'correct the source of the declaration', sqlstate
    );
end
$$;

create function sys_require_meeting(what text, source jsonb) returns void
language plpgsql
as $$
declare
    pair record;
begin
    select one, other into pair
    from jsonb_object_keys(source -> 'touched_by') as one
    inner join jsonb_object_keys(source -> 'touched_by') as other on one < other
    where not coalesce(
        source -> 'hold' -> one ? other or source -> 'hold' -> other ? one
        or exists (
            select from jsonb_object_keys(source -> 'hold' -> one) as held
            where source -> 'hold' -> other ? held
        ), false
    )
    limit 1;
    if found then
        perform sys_fail(
            what, 'a hold of one table on the other, or of both on a third',
            format('that writers of %s and of %s do not meet', pair.one, pair.other),
            'see docs/reference/declarations.md'
        );
    end if;
end
$$;

comment on function sys_require_meeting is
'Raise unless whoever writes one table of a source waits for whoever writes another: neither sees what the '
'other has not committed.';

create function sys_require_counter_source(of_table text, of_column text, aggregate text, source jsonb)
returns void
language plpgsql
as $$
declare
    what text := format('%s.%s cannot be counted from %s', of_table, of_column, source);
    unknown text;
    touched record;
begin
    select string_agg(key, ', ') into unknown
    from jsonb_object_keys(source) as key
    where key <> all (array['child', 'from', 'key', 'filter', 'value', 'touched_by', 'hold']);
    if unknown is not null
        or not source ? 'key'
        or source ? 'child' = (source ? 'from' and source ? 'touched_by')
        or source ? 'value' = (aggregate = 'count')
    then
        perform sys_fail(
            what,
            'child and key, or from, key and touched_by; perhaps filter; value for sums and averages only',
            coalesce('the unknown ' || unknown, 'keys that do not go together'),
            'see docs/reference/declarations.md'
        );
    end if;
    perform sys_require_meeting(what, source);
    for touched in
        select source ->> 'child' as child, null as query where source ? 'child'
        union all
        select key, value from jsonb_each_text(source -> 'touched_by')
    loop
        perform sys_require_columns(touched.child);
        perform sys_try_counter_sql(
            what,
            format(
                'select from %1$I where %2$I in (with changed as (select * from %3$I) %4$s) limit 0',
                of_table, sys_key_column(of_table), touched.child,
                coalesce(touched.query, format('select (%s) from changed as %I', source ->> 'key', touched.child))
            )
        );
    end loop;
    perform sys_try_counter_sql(
        what,
        format(
            'select sum(%s) from %s where (%s) in (select %I from %I) and (%s) and false',
            coalesce(source ->> 'value', '1'), coalesce(source ->> 'from', quote_ident(source ->> 'child')),
            source ->> 'key', sys_key_column(of_table), of_table, coalesce(source ->> 'filter', 'true')
        )
    );
end
$$;

comment on function sys_require_counter_source is 'Raise unless a source of a counter can be read.';

create function sys_generate_counter_triggers(parent text, children text[], is_reordered boolean)
returns void
language sql
as $$
    -- Whoever feeds the children may lead on to this parent now. Where its place in the order
    -- of locks is another one, whoever locks it, or a table it feeds, has to follow.
    with recursive downstream as (
        select parent as table_name
        where is_reordered
        union
        select sys_counter_feeds.table_name
        from downstream
        inner join sys_counter_feeds on sys_counter_feeds.child = downstream.table_name
    ),

    upstream as (
        (
            select unnest(children) as table_name
            union
            select table_name from downstream
            union
            select child from sys_counter_feeds where is_reordered and hold ? parent
        )
        union
        select sys_counter_feeds.child
        from upstream
        inner join sys_counter_feeds on sys_counter_feeds.table_name = upstream.table_name
    )

    select sys_generate_parent_triggers(parent)
    union all
    select sys_generate_child_triggers(children.child)
    from (
        select distinct child from sys_counter_feeds
        where child in (select table_name from upstream)
    ) as children
$$;

create function sys_declare_counter(
    parent text, counter_column text, sources jsonb, aggregate text default 'count',
    survives_purge boolean default false
) returns void
language plpgsql
set jit = off
as $$
declare
    source_list jsonb := case when jsonb_typeof(sources) = 'array' then sources else jsonb_build_array(sources) end;
    rank_before integer := sys_counter_rank(parent);
begin
    perform sys_require_counter_column(parent, counter_column, aggregate);
    insert into sys_counters (table_name, column_name, aggregate, sources, survives_purge)
    values (parent, counter_column, aggregate, source_list, survives_purge);
    perform sys_require_counter_source(parent, counter_column, aggregate, each)
    from jsonb_array_elements(source_list) as each;
    insert into sys_counter_feeds select * from sys_read_counter_feeds(parent, counter_column);
    if survives_purge and exists (
        select from sys_counter_feeds as feed
        where feed.table_name = parent and feed.column_name = counter_column and not feed.is_moved
    ) then
        perform sys_fail(
            format('%s.%s cannot survive a purge', parent, counter_column),
            'a count or a sum of sources {child, key, filter, value}', 'an average, or a source with from',
            'declare it without survives_purge'
        );
    end if;
    perform sys_generate_counter_triggers(
        parent,
        array(
            select distinct child from sys_counter_feeds
            where table_name = parent and column_name = counter_column
        ),
        sys_counter_rank(parent) <> rank_before
    );
    perform sys_repair_counter(parent, counter_column);
end
$$;

comment on function sys_declare_counter is
'Keep a column of parent exact: the number, sum or average of what its sources say. A source is '
'{child, key, filter, value}: SQL expressions over a row of the child; or {from, key, filter, value, '
'touched_by: {table: query of parent keys over `changed`}, hold: {table: {other: query of keys}}}.';

create function sys_declare_imported_counter(parent text, counter_column text, reason text) returns void
language plpgsql
as $$
begin
    perform sys_require_columns(parent, counter_column);
    insert into sys_counters (table_name, column_name, aggregate, sources, is_imported, reason)
    values (parent, counter_column, 'count', '[]', true, reason);
end
$$;

comment on function sys_declare_imported_counter is
'Record a counter that no table of the schema explains: it is written from outside and never verified.';
