-- A day's requests to connect, answers to older ones, follows and ends of follows.

insert into soc_connections (id, profile_id_1, profile_id_2, requested_by, status, requested_at, created_at, updated_at)
select
    community.id_from(format('connection %s %s', asking.id, other.id)),
    least(asking.id, other.id),
    greatest(asking.id, other.id),
    asking.id,
    'pending',
    asking.at,
    asking.at,
    asking.at
from community.present as asking
inner join
    community.present as other
    on other.place = asking.place + 1 + floor(5 * community.chance_by('asks whom', asking.id))::integer
where community.chance_by('asks', asking.id) < 0.25
on conflict (profile_id_1, profile_id_2) do nothing;

update soc_connections
set status = 'accepted', responded_at = community.until_at() - interval '3 minutes'
where
    status = 'pending'
    and requested_at < community.until_at() - interval '1 hour'
    and community.chance_by('accepts', id) < 0.12;

-- A declined request is deleted.
delete from soc_connections
where
    status = 'pending'
    and requested_at < community.until_at() - interval '2 days'
    and community.chance_by('declines', id) < 0.02;

insert into soc_follows (id, follower_type, follower_id, following_type, following_id, created_at)
select
    community.id_from('follow of ' || present.id),
    'individual',
    present.id,
    'business',
    businesses.id,
    present.at
from community.present
inner join
    (select
        id,
        row_number() over (order by id) - 1 as place
    from biz_profiles_live) as businesses
    on businesses.place = present.place % 7
where community.chance_by('follows', present.id) < 0.1
on conflict (follower_type, follower_id, following_type, following_id) do nothing;

delete from soc_follows
where community.chance_by('unfollows', id) < 0.0005;
