-- Months: logs that only grow are partitioned by the month (UTC) of created_at.
--
-- Every such table has a default partition, <table>_default, so that no write fails where upkeep
-- is late. Old months are detached whole and wait in the schema archive.

create schema archive;

comment on schema archive is
'Months taken from partitioned tables: nobody reads them any more. They are saved elsewhere, then dropped.';

create function sys_month_start(of_day date) returns timestamptz
language sql immutable
as $$ select date_trunc('month', of_day::timestamp) at time zone 'UTC' $$;

comment on function sys_month_start is 'First instant of the month of a day, in UTC.';

create function sys_make_partition(of_table text, of_month date) returns text
language plpgsql
as $$
declare
    starts timestamptz := sys_month_start(of_month);
    ends timestamptz := sys_month_start((of_month + interval '1 month')::date);
    partition text := sys_name(of_table, to_char(of_month, 'YYYY_MM'));
    rest text := of_table || '_default';
    columns text;
begin
    if to_regclass(quote_ident(partition)) is not null then
        return null;
    end if;
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute
    where attrelid = quote_ident(of_table)::regclass and attnum > 0 and not attisdropped and attgenerated = '';

    execute format(
        'create table %I (like %I including defaults including constraints including generated including storage)',
        partition, of_table
    );
    -- Rows of the month that came before its partition. They only move: nothing counts them again.
    execute format('lock table %I in access exclusive mode', rest);
    execute format('alter table %I disable trigger user', rest);
    execute format(
        'with moved as (delete from %1$I where created_at >= %2$L and created_at < %3$L returning %4$s) '
        'insert into %5$I (%4$s) select * from moved',
        rest, starts, ends, columns, partition
    );
    execute format('alter table %I enable trigger user', rest);
    execute format(
        'alter table %I attach partition %I for values from (%L) to (%L)', of_table, partition, starts, ends
    );
    execute format('comment on table %I is %L', partition, format('%s of %s.', of_table, to_char(of_month, 'YYYY-MM')));
    return partition;
end
$$;

comment on function sys_make_partition is
'Make the partition of a month, with the rows that wait for it in the default partition; null when it is there.';

create function sys_make_partitions(
    first_month date default (now() at time zone 'UTC')::date,
    last_month date default ((now() at time zone 'UTC') + interval '3 months')::date,
    of_table text default null
) returns setof text
language plpgsql
as $$
declare
    parent text;
    partitions text[];
begin
    perform pg_advisory_xact_lock(hashtextextended('poultryco partitions', 0));
    for parent in
        select relname
        from pg_partitioned_table
        inner join pg_class on pg_class.oid = partrelid
        where relnamespace = current_schema()::regnamespace and (of_table is null or relname = of_table)
        order by relname
    loop
        select array_agg(made) into partitions
        from (
            select sys_make_partition(parent, each::date) as made
            from generate_series(
                date_trunc('month', first_month::timestamp), date_trunc('month', last_month::timestamp), '1 month'
            ) as each
        ) as months
        where made is not null;
        if partitions is not null then
            perform sys_guard_partitions(parent);
        end if;
        return query select unnest(partitions);
    end loop;
end
$$;

comment on function sys_make_partitions is
'Make the partitions of some months, this one and the next three when nothing is said, of one partitioned table or '
'all; return the names of those that were not there.';

create function sys_detach_partitions(before date, of_table text default null) returns setof text
language plpgsql
as $$
declare
    parent text;
    partition text;
begin
    perform pg_advisory_xact_lock(hashtextextended('poultryco partitions', 0));
    for parent, partition in
        select parent_class.relname, child_class.relname
        from pg_partitioned_table
        inner join pg_class as parent_class on parent_class.oid = partrelid
        inner join pg_inherits on inhparent = partrelid
        inner join pg_class as child_class on child_class.oid = inhrelid
        -- The default partition has no end.
        where parent_class.relnamespace = current_schema()::regnamespace
            and (of_table is null or parent_class.relname = of_table)
            and substring(pg_get_expr(child_class.relpartbound, inhrelid) from 'TO \(''(.*)''\)')::timestamptz
            <= before::timestamp at time zone 'UTC'
        order by parent_class.relname, child_class.relname
    loop
        execute format('alter table %I detach partition %I', parent, partition);
        perform sys_release_partition(partition);
        execute format('alter table %I set schema archive', partition);
        return next partition;
    end loop;
end
$$;

comment on function sys_detach_partitions is
'Take the months that ended before a day out of their tables, into the schema archive, and return their names. '
'Their rows are gone for every reader; counters that survive a purge still count them.';
