-- What becomes of old rows.

create function cleanup_old_data(as_of timestamptz default now())
returns table (cleaned text, rows_deleted bigint)
language plpgsql
as $$
declare
    statement text;
begin
    -- Totals outlive the views that made them.
    perform set_config('poultryco.purging', 'on', true);
    for cleaned, statement in
        values
        ('usr_activity', $sql$ delete from usr_activity where created_at < $1 - interval '90 days' $sql$),
        ('ana_activity_log', $sql$ delete from ana_activity_log where created_at < $1 - interval '90 days' $sql$),
        ('ana_profile_views', $sql$ delete from ana_profile_views where created_at < $1 - interval '180 days' $sql$)
    loop
        execute statement using as_of;
        get diagnostics rows_deleted = row_count;
        return next;
    end loop;
    perform set_config('poultryco.purging', '', true);

    delete from ntf_notifications
    where is_read and coalesce(read_at, created_at) < as_of - interval '30 days';
    get diagnostics rows_deleted = row_count;
    cleaned := 'ntf_notifications';
    return next;

    delete from msg_messages
    where is_deleted and coalesce(deleted_at, created_at) < as_of - interval '30 days';
    get diagnostics rows_deleted = row_count;
    cleaned := 'msg_messages';
    return next;

    return query select table_name, rows_purged from sys_purge_trash(as_of);
end
$$;

comment on function cleanup_old_data is
'Delete what is past its time: activity after 90 days, views of profiles after 180, read notifications and deleted '
'messages after 30, the trash after its days; return how much of each table. Counts of views stay.';

create function purge_old_deleted_posts(as_of timestamptz default now()) returns bigint
language sql
as $$ select rows_purged from sys_purge_trash(as_of, 'soc_posts') $$;

comment on function purge_old_deleted_posts is
'Delete posts that have been in the trash for their days; return how many. sys_purge_trash does it for all tables.';

create function cleanup_old_versions() returns table (history_table text, rows_deleted bigint)
language plpgsql
as $$
declare
    declared sys_version_tables;
    history_key name[];
begin
    for declared in select * from sys_version_tables order by table_name loop
        history_key := sys_history_key(declared.history_table);
        execute format(
            'delete from %1$I using %2$I where %2$I.%3$I = %1$I.%4$I and %1$I.%5$I <= %2$I.current_version - %6$s',
            declared.history_table, declared.table_name, sys_key_column(declared.table_name), history_key[1],
            history_key[2], declared.versions_kept
        );
        get diagnostics rows_deleted = row_count;
        history_table := declared.history_table;
        return next;
    end loop;
end
$$;

comment on function cleanup_old_versions is
'Delete versions older than the ones kept; return how many of each history. Writing a version does it for its row: '
'this is for rows loaded without triggers and for a declaration that keeps fewer than before.';
