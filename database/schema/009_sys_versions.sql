-- Versions: a table's content keeps its last versions in a history table, the newest included.

create function sys_history_key(history_table text) returns name[]
language sql stable
as $$
    select array_agg(attname order by place)
    from pg_index
    cross join unnest(indkey) with ordinality as key (number, place)
    inner join pg_attribute on attrelid = indrelid and attnum = key.number
    where indrelid = quote_ident(history_table)::regclass and indisprimary
$$;

comment on function sys_history_key is 'Primary key of a history table: id of the row, number of the version.';

create function sys_number_version() returns trigger
language plpgsql
as $$
begin
    new.current_version := old.current_version + 1;
    new.edited_at := clock_timestamp();
    return new;
end
$$;

comment on function sys_number_version is
'Runs on the row as it was locked, so that editors who wait for each other number without gaps.';

create function sys_keep_version_number() returns trigger
language plpgsql
as $$
begin
    new.current_version := old.current_version;
    new.edited_at := old.edited_at;
    return new;
end
$$;

comment on function sys_keep_version_number is 'Version numbers and times of edits are not written by hand.';

create function sys_require_version_tables(of_table text, history_table text, content_columns text[])
returns void
language plpgsql stable
as $$
declare
    history_key name[] := sys_history_key(history_table);
    fault text;
begin
    perform sys_require_columns(of_table, variadic content_columns || array['current_version', 'edited_at']);
    perform sys_require_columns(history_table, variadic content_columns || array['edited_at']);
    fault := case
        when sys_column_type(of_table, 'current_version') <> 'integer' then 'current_version is no integer'
        when cardinality(content_columns) = 0 then 'no content columns'
        when cardinality(history_key) is distinct from 2 then 'another primary key of the history'
        when sys_column_type(history_table, history_key[2]) <> 'integer' then 'a version that is no integer'
        when not exists (
            select from pg_constraint
            where conrelid = quote_ident(history_table)::regclass
                and confrelid = quote_ident(of_table)::regclass and confdeltype = 'c'
        ) then 'no foreign key on delete cascade from the history to the table'
    end;
    if fault is not null then
        perform sys_fail(
            format('%s cannot keep its versions in %s', of_table, history_table),
            'current_version integer and edited_at in the table; in the history the primary key (id of the row, '
            'version integer), the content columns and edited_at',
            fault, 'correct the tables'
        );
    end if;
end
$$;

create function sys_generate_version_function(of_table text, history_table text, versions_kept integer)
returns text
language plpgsql
as $$
declare
    name text := sys_name('keep_version_of', of_table);
    history_key name[] := sys_history_key(history_table);
    key name := sys_key_column(of_table);
    -- Whatever both tables have is kept: the content, and the counts of that time.
    copied text[] := array(
        select history.attname
        from pg_attribute as history
        where history.attrelid = quote_ident(history_table)::regclass and history.attnum > 0
            and not history.attisdropped
            and sys_column_type(of_table, history.attname) is not null
            and history.attname <> all (history_key || array['id', 'edited_at', 'created_at', 'updated_at']::name[])
        order by history.attnum
    );
    columns text := (select string_agg(quote_ident(each), ', ') from unnest(copied) as each);
    new_values text := (select string_agg(format('new.%I', each), ', ') from unnest(copied) as each);
    editor text := '';
begin
    if sys_column_type(history_table, 'edited_by') is not null and 'edited_by' <> all (copied) then
        editor := format(
            ', nullif(current_setting(''poultryco.actor_id'', true), '''')::%s',
            sys_column_type(history_table, 'edited_by')
        );
    end if;
    execute format(
        $function$
        create function %1$I() returns trigger
        language plpgsql
        set search_path from current
        as $body$
        begin
            if tg_op = 'INSERT' then
                insert into %2$I (%3$I, %4$I, edited_at, %5$s%6$s)
                select %7$I, current_version, coalesce(edited_at, now()), %5$s%8$s from new_rows;
            else
                insert into %2$I (%3$I, %4$I, edited_at, %5$s%6$s)
                values (new.%7$I, new.current_version, new.edited_at, %9$s%8$s);
                delete from %2$I where %3$I = new.%7$I and %4$I <= new.current_version - %10$s;
            end if;
            return null;
        end
        $body$
        $function$,
        name, history_table, history_key[1], history_key[2], columns,
        case when editor = '' then '' else ', edited_by' end, key, editor, new_values, versions_kept
    );
    execute format(
        'comment on function %I() is %L', name, format('Generated by sys_declare_versions for %s.', of_table)
    );
    return name;
end
$$;

create function sys_declare_versions(
    of_table text, history_table text, content_columns text[], versions_kept integer default 3
) returns void
language plpgsql
as $$
declare
    keep_version text;
    content text;
    differs text;
begin
    perform sys_require_version_tables(of_table, history_table, content_columns);
    insert into sys_version_tables values (of_table, history_table, content_columns, versions_kept);
    select
        string_agg(quote_ident(each), ', '),
        format(
            '(%s) is distinct from (%s)',
            string_agg(format('old.%I', each), ', '), string_agg(format('new.%I', each), ', ')
        )
    into content, differs
    from unnest(content_columns) as each;

    execute format(
        'create trigger version_number before update of %s on %I for each row when (%s) '
        'execute function sys_number_version()',
        content, of_table, differs
    );
    execute format(
        'create trigger version_guard before update of current_version, edited_at on %I for each row '
        'when (not (%s)) execute function sys_keep_version_number()',
        of_table, differs
    );
    keep_version := sys_generate_version_function(of_table, history_table, versions_kept);
    execute format(
        'create trigger version_insert after insert on %I referencing new table as new_rows '
        'for each statement execute function %I()',
        of_table, keep_version
    );
    -- For each row, because an update of anything else then costs nothing.
    execute format(
        'create trigger version_update after update on %I for each row '
        'when (old.current_version <> new.current_version) execute function %I()',
        of_table, keep_version
    );
end
$$;

comment on function sys_declare_versions is
'Keep the last versions of some columns: current_version and edited_at of the table move with the content, '
'the history holds the newest versions_kept, the current one included. Columns of the same name (counts) are '
'kept along; edited_by is the table''s, or the setting poultryco.actor_id.';

create function sys_restore_version(of_table text, id_value anyelement, version integer) returns integer
language plpgsql
as $$
declare
    declared sys_version_tables;
    history_key name[];
    new_version integer;
begin
    select * into declared from sys_version_tables where table_name = of_table;
    if declared is null then
        perform sys_fail(
            format('%s keeps no versions', of_table), 'a table of sys_version_tables', of_table,
            'check the name', '42P01'
        );
    end if;
    history_key := sys_history_key(declared.history_table);
    execute format(
        'update %1$I as main set %2$s from %3$I as history where main.%4$I = $1 '
        'and history.%5$I = main.%4$I and history.%6$I = $2 returning main.current_version',
        of_table,
        (select string_agg(format('%1$I = history.%1$I', each), ', ') from unnest(declared.content_columns) as each),
        declared.history_table, sys_key_column(of_table), history_key[1], history_key[2]
    )
    into new_version using id_value, version;
    if new_version is null then
        perform sys_fail(
            format('Version %s of %s in %s cannot be restored', version, id_value, of_table),
            format('one of the last %s versions', declared.versions_kept), 'none of that number',
            'see ' || declared.history_table, 'P0002'
        );
    end if;
    return new_version;
end
$$;

comment on function sys_restore_version is
'Write an old content as the newest version; return its number. Restoring what is there already writes none.';
