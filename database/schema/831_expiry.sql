-- What ends by itself when its time comes, and months of logs that go whole.

create function expire_what_is_over(as_of timestamptz default now())
returns table (expired text, rows_expired bigint)
language plpgsql
as $$
begin
    with ended as (
        update org_members set status = 'expired'
        where status = 'active' and expires_at <= as_of
        returning id, organization_id, tier_id
    ),

    noted as (
        insert into org_membership_history (organization_id, member_id, event_type, old_tier_id)
        select organization_id, id, 'expired', tier_id from ended
    )

    select 'org_members', count(*) into expired, rows_expired from ended;
    return next;

    update org_member_invitations set status = 'expired' where status = 'pending' and expires_at <= as_of;
    get diagnostics rows_expired = row_count;
    expired := 'org_member_invitations';
    return next;

    update int_invitations set status = 'expired' where status in ('pending', 'sent') and expires_at <= as_of;
    get diagnostics rows_expired = row_count;
    expired := 'int_invitations';
    return next;
end
$$;

comment on function expire_what_is_over is
'Mark as expired what nobody renewed or took up in time: memberships (each with a row in org_membership_history) and '
'invitations; return how much of each table.';

create function drop_old_months(as_of timestamptz default now()) returns setof text
language plpgsql
as $$
declare
    log text;
    days_kept integer;
    dropped text;
begin
    for log, days_kept in
        values ('ana_activity_log', 90), ('ana_profile_views', 180)
    loop
        for dropped in
            select * from sys_detach_partitions(((as_of at time zone 'UTC') - make_interval(days => days_kept))::date, log)
        loop
            execute format('drop table archive.%I', dropped);
            return next dropped;
        end loop;
    end loop;
end
$$;

comment on function drop_old_months is
'Drop the months whose last day is past the days cleanup_old_data keeps: activity 90, views of profiles 180; return '
'their names. Counts of views stay. Other logs have no end: sys_detach_partitions puts their months into archive.';
