-- A day's end: an account may go with all that is its own; the trash is emptied of what is due.

delete from auth_users
where id = (
    select profiles.id
    from profiles
    where
        community.chance_by('goes', profiles.id) < 0.01
        -- Whoever answers for something has to hand it over first.
        and not exists (
            select from biz_profiles
            where owner_id = profiles.id
        )
        and not exists (
            select from org_profiles
            where created_by = profiles.id
        )
        and not exists (
            select from job_postings
            where posted_by = profiles.id
        )
        and not exists (
            select from prd_orders
            where buyer_id = profiles.id
        )
        and not exists (
            select from res_resources
            where author_id = profiles.id
        )
        and not exists (
            select from evt_events
            where organizer_type = 'individual' and organizer_id = profiles.id
        )
    order by profiles.id
    limit 1
);

select sys_purge_trash(community.until_at());
