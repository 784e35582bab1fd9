-- Trash: rows that were deleted by a person, hidden at once and gone for good some days later.

create function sys_keep_trash_columns() returns trigger
language plpgsql
as $$
begin
    if new.is_deleted then
        new.deleted_at := coalesce(new.deleted_at, now());
        -- Days of 24 hours, whatever the time zone of the session.
        new.purge_at := new.deleted_at + tg_argv[0]::integer * interval '24 hours';
    else
        new.deleted_at := null;
        new.deleted_by := null;
        new.deletion_reason := null;
        new.purge_at := null;
    end if;
    return new;
end
$$;

comment on function sys_keep_trash_columns is 'What is_deleted says, the other columns of the trash follow.';

create function sys_has_partial_index(of_table text, predicate text) returns boolean
language sql stable
as $$
    select exists (
        select from pg_index
        where indrelid = quote_ident(of_table)::regclass
            and btrim(pg_get_expr(indpred, indrelid), '()') = predicate
    )
$$;

create function sys_declare_trash(of_table text, days_kept integer default 30) returns void
language plpgsql
as $$
declare
    columns text;
begin
    perform sys_require_columns(
        of_table, 'is_deleted', 'deleted_at', 'deleted_by', 'deletion_reason', 'purge_at'
    );
    if sys_column_type(of_table, 'deleted_at') <> 'timestamp with time zone'
        or sys_column_type(of_table, 'purge_at') <> 'timestamp with time zone'
        or not exists (
            select from pg_attribute
            where attrelid = quote_ident(of_table)::regclass and attname = 'is_deleted'
                and atttypid = 'boolean'::regtype and attnotnull
        )
    then
        perform sys_fail(
            format('%s cannot have a trash', of_table),
            'is_deleted boolean not null, deleted_at and purge_at timestamptz', 'other types',
            'correct the columns of the table', '42804'
        );
    end if;
    insert into sys_trash_tables values (of_table, days_kept);

    execute format(
        'alter table %I add constraint %I check (case when is_deleted then num_nulls(deleted_at, purge_at) = 0 '
        'else num_nonnulls(deleted_at, deleted_by, deletion_reason, purge_at) = 0 end)',
        of_table, sys_name('ck', of_table, 'trash')
    );
    execute format(
        'create trigger keep_trash_insert before insert on %I for each row '
        'when (new.is_deleted or num_nonnulls(new.deleted_at, new.deleted_by, new.deletion_reason, new.purge_at) > 0) '
        'execute function sys_keep_trash_columns(%L)',
        of_table, days_kept
    );
    execute format(
        'create trigger keep_trash_update '
        'before update of is_deleted, deleted_at, deleted_by, deletion_reason, purge_at on %I for each row '
        'execute function sys_keep_trash_columns(%L)',
        of_table, days_kept
    );
    if not sys_has_partial_index(of_table, 'NOT is_deleted') then
        execute format(
            'create index %I on %I (%s) where not is_deleted', sys_name('idx', of_table, 'live'), of_table,
            case when sys_column_type(of_table, 'created_at') is not null then 'created_at desc'
                else sys_key_column(of_table) end
        );
    end if;
    if not sys_has_partial_index(of_table, 'is_deleted') then
        execute format(
            'create index %I on %I (purge_at) where is_deleted', sys_name('idx', of_table, 'trash'), of_table
        );
    end if;

    select string_agg(quote_ident(attname), ', ' order by attnum) into columns
    from pg_attribute
    where attrelid = quote_ident(of_table)::regclass and attnum > 0 and not attisdropped;
    execute format(
        'create view %I with (security_invoker = true) as select %s from %I where not is_deleted',
        of_table || '_live', columns, of_table
    );
    execute format(
        'comment on view %I is %L', of_table || '_live',
        format('Rows of %s that are not in the trash; writable like the table.', of_table)
    );
end
$$;

comment on function sys_declare_trash is
'Give a table a trash: its columns is_deleted, deleted_at, deleted_by, deletion_reason and purge_at agree, '
'the view <table>_live hides it, sys_purge_trash empties it.';

create function sys_purge_what_nobody_holds(of_table text, as_of timestamptz) returns bigint
language plpgsql
as $$
declare
    key_value text;
    rows_purged bigint := 0;
    rows_held bigint := 0;
begin
    for key_value in
        execute format('select %I from %I where is_deleted and purge_at <= $1', sys_key_column(of_table), of_table)
        using as_of
    loop
        begin
            execute format(
                'delete from %I where %I = $1::%s', of_table, sys_key_column(of_table),
                sys_column_type(of_table, sys_key_column(of_table))
            ) using key_value;
            rows_purged := rows_purged + 1;
        exception when integrity_constraint_violation or foreign_key_violation or restrict_violation then
            rows_held := rows_held + 1;
        end;
    end loop;
    raise warning '% rows of % stay in the trash: others need them', rows_held, of_table;
    return rows_purged;
end
$$;

comment on function sys_purge_what_nobody_holds is
'Empty the trash of a table row by row, leaving those that rows elsewhere need, such as orders of a product.';

create function sys_purge_trash(as_of timestamptz default now(), only_table text default null)
returns table (table_name text, rows_purged bigint)
language plpgsql
as $$
begin
    for table_name in
        select trash.table_name
        from sys_trash_tables as trash
        where only_table is null or trash.table_name = only_table
        order by trash.table_name
    loop
        begin
            execute format('delete from %I where is_deleted and purge_at <= $1', table_name) using as_of;
            get diagnostics rows_purged = row_count;
        exception when integrity_constraint_violation or foreign_key_violation or restrict_violation then
            rows_purged := sys_purge_what_nobody_holds(table_name, as_of);
        end;
        return next;
    end loop;
end
$$;

comment on function sys_purge_trash is
'Delete what has been in the trash for its days, of one table or all; return how much of each table. A row that '
'others need, such as the business whose products were ordered, stays in the trash.';

create function sys_restore_from_trash(of_table text, id_value anyelement) returns void
language plpgsql
as $$
declare
    rows_restored bigint;
begin
    if not exists (select from sys_trash_tables as trash where trash.table_name = of_table) then
        perform sys_fail(
            format('%s has no trash', of_table), 'a table of sys_trash_tables', of_table, 'check the name', '42P01'
        );
    end if;
    execute format('update %I set is_deleted = false where %I = $1 and is_deleted', of_table, sys_key_column(of_table))
    using id_value;
    get diagnostics rows_restored = row_count;
    if rows_restored = 0 then
        perform sys_fail(
            format('%s of %s cannot be restored', id_value, of_table), 'a row in the trash',
            'none of that id: never deleted, restored before, or purged', 'check the id', 'P0002'
        );
    end if;
end
$$;

comment on function sys_restore_from_trash is 'Take a row out of the trash; an error when it is not there.';
