-- Small helpers: errors that say what to do, names, keys; modules, timestamps, companions
-- and renames.

create function sys_fail(what text, expected text, actual text, remedy text, code text default '23000')
returns void
language plpgsql
as $$
begin
    raise exception using
        message = what,
        detail = format('expected: %s; found: %s', expected, actual),
        hint = remedy,
        errcode = code;
end
$$;

comment on function sys_fail is 'Raise an error that says what is wrong, what was expected, what was found, what to do.';

create function sys_execute(statement text) returns text
language plpgsql
as $$
begin
    execute statement;
    return '';
end
$$;

comment on function sys_execute is 'Run a statement that a query has written; return an empty text.';

create function sys_require_newest_snapshot(of_table text) returns void
language plpgsql
as $$
begin
    if current_setting('transaction_isolation') in ('repeatable read', 'serializable') then
        perform sys_fail(
            format('Rows of %s cannot come or go in this transaction', of_table),
            'isolation read committed, which sees what others have just written about them',
            current_setting('transaction_isolation'), 'do it in a transaction of read committed', '0A000'
        );
    end if;
end
$$;

comment on function sys_require_newest_snapshot is
'Raise where a transaction may not see what has just been written about the rows it adds or takes away: only foreign '
'keys can look past a snapshot.';

create function sys_name(variadic parts text[]) returns text
language sql immutable
as $$
    select case
        when octet_length(whole) <= 63 then whole
        else left(whole, 54) || '_' || left(md5(whole), 8)
    end
    from array_to_string(parts, '_') as whole
$$;

comment on function sys_name is 'Parts joined to a name of at most 63 bytes; a hash ends it where it had to be cut.';

create function sys_require_columns(of_table text, variadic columns text[] default '{}') returns void
language plpgsql stable
as $$
declare
    missing text;
begin
    if to_regclass(quote_ident(of_table)) is null then
        perform sys_fail(
            format('%s cannot be declared', of_table), 'a table of that name', 'none',
            'create the table before the declaration', '42P01'
        );
    end if;
    select string_agg(each, ', ' order by place) into missing
    from unnest(columns) with ordinality as wanted (each, place)
    where not exists (
        select from pg_attribute
        where attrelid = quote_ident(of_table)::regclass and attname = each
            and attnum > 0 and not attisdropped
    );
    if missing is not null then
        perform sys_fail(
            format('%s cannot be declared', of_table),
            format('columns %s', array_to_string(columns, ', ')), format('no column %s', missing),
            'add the column to the table, or correct the declaration', '42703'
        );
    end if;
end
$$;

comment on function sys_require_columns is 'Raise unless the table exists and has these columns.';

create function sys_key_column(of_table text) returns name
language sql stable
as $$
    select attname
    from pg_index
    inner join pg_attribute on attrelid = indrelid and attnum = indkey[0]
    where indrelid = quote_ident(of_table)::regclass and indisprimary
$$;

comment on function sys_key_column is 'First column of the primary key: what counters and references point at.';

create function sys_column_type(of_table text, of_column text) returns text
language sql stable
as $$
    select format_type(atttypid, atttypmod)
    from pg_attribute
    where attrelid = quote_ident(of_table)::regclass and attname = of_column
        and attnum > 0 and not attisdropped
$$;

comment on function sys_column_type is 'Type of a column as SQL writes it.';

create function sys_guard_partitions(of_table text) returns void
language plpgsql
as $$
declare
    partition regclass;
    definition text;
begin
    for partition, definition in
        select relid, pg_get_triggerdef(pg_trigger.oid)
        from pg_partition_tree(quote_ident(of_table)::regclass)
        inner join pg_trigger on tgrelid = quote_ident(of_table)::regclass
        -- Bit 1: for each row; those are inherited.
        where level > 0 and not tgisinternal and tgtype & 1 = 0
    loop
        execute regexp_replace(
            regexp_replace(definition, ' ON \S+ ', format(' ON %s ', partition)), '^CREATE', 'CREATE OR REPLACE'
        );
    end loop;
end
$$;

comment on function sys_guard_partitions is
'Give the partitions of a table its triggers for statements, which fire for the table that a statement names: '
'to be called when a partition was added.';

create function sys_release_partition(partition text) returns void
language plpgsql
as $$
declare
    name name;
begin
    for name in
        select tgname from pg_trigger
        where tgrelid = quote_ident(partition)::regclass and not tgisinternal
    loop
        execute format('drop trigger %I on %I', name, partition);
    end loop;
end
$$;

comment on function sys_release_partition is
'Take the triggers from a partition that was detached: what happens to its rows is nobody''s business any more.';

create function sys_declare_module(prefix text, name text, owning_team text, description text)
returns void
language sql
as $$ insert into sys_modules values (prefix, name, owning_team, description) $$;

comment on function sys_declare_module is 'Register a prefix with the team that owns its tables.';

-- updated_at

create function sys_set_updated_at() returns trigger
language plpgsql
as $$
begin
    new.updated_at := clock_timestamp();
    return new;
end
$$;

comment on function sys_set_updated_at is
'The clock, not the start of the transaction: a row that waited for a lock must not seem older than before.';

create function sys_touch_updated_at(of_table text) returns void
language plpgsql
as $$
declare
    changed text;
begin
    perform sys_require_columns(of_table, 'updated_at');
    -- Generated columns are not known before the update, points cannot be compared: where there
    -- are such columns the others are named.
    select case
        when bool_or(attgenerated <> '' or atttypid = 'point'::regtype) then format(
            '(%s) is distinct from (%s)',
            string_agg(format(compared, 'old', attname), ', ' order by attnum) filter (where attgenerated = ''),
            string_agg(format(compared, 'new', attname), ', ' order by attnum) filter (where attgenerated = '')
        )
        else 'old.* is distinct from new.*'
    end
    into changed
    from pg_attribute
    cross join lateral (
        select case when atttypid = 'point'::regtype then '%s.%I::text' else '%s.%I' end as compared
    ) as each
    where attrelid = quote_ident(of_table)::regclass and attnum > 0 and not attisdropped;
    execute format(
        'create trigger touch_updated_at before update on %I for each row when (%s) '
        'execute function sys_set_updated_at()',
        of_table, changed
    );
end
$$;

comment on function sys_touch_updated_at is 'Keep updated_at of a table: every update that changes a row moves it.';

-- Companions

create function sys_declare_companion(main text, companion text) returns void
language plpgsql
as $$
declare
    function_name text := sys_name('add', companion);
    key name := sys_key_column(companion);
begin
    perform sys_require_columns(companion, key);
    execute format(
        $function$
        create function %1$I() returns trigger
        language plpgsql
        set search_path from current
        as $body$
        begin
            insert into %2$I (%3$I) select %4$I from new_rows on conflict do nothing;
            return null;
        end
        $body$
        $function$,
        function_name, companion, key, sys_key_column(main)
    );
    execute format(
        'comment on function %I is %L',
        function_name, format('Generated by sys_declare_companion(%L, %L).', main, companion)
    );
    -- Its name sorts before the triggers that count, which then find the row.
    execute format(
        'create trigger %I after insert on %I referencing new table as new_rows '
        'for each statement execute function %I()',
        sys_name('add', companion), main, function_name
    );
    execute format(
        'insert into %I (%I) select %I from %I on conflict do nothing',
        companion, key, sys_key_column(main), main
    );
end
$$;

comment on function sys_declare_companion is
'Give every row of main one row of companion with the same key, such as profiles and usr_stats.';

-- Renames

create function sys_declare_rename(old_name text, new_name text, origin text) returns void
language plpgsql
as $$
declare
    columns text;
begin
    perform sys_require_columns(new_name);
    if to_regclass(quote_ident(old_name)) is not null then
        perform sys_fail(
            format('%s cannot be an old name of %s', old_name, new_name), 'a free name',
            format('a table or view named %s', old_name), 'drop it or choose another name', '42P07'
        );
    end if;
    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute
    where attrelid = quote_ident(new_name)::regclass and attnum > 0 and not attisdropped;
    execute format(
        'create view %I with (security_invoker = true) as select %s from %I', old_name, columns, new_name
    );
    execute format(
        'comment on view %I is %L', old_name, format('Old name (%s) of %s; use that.', origin, new_name)
    );
    insert into sys_renames values (old_name, new_name, origin);
end
$$;

comment on function sys_declare_rename is
'Let callers keep an old name of a table: a view of all its columns, writable like the table.';
