-- A day's newcomers, and members who change their profile.

create table community.newcomers as
select
    n,
    community.id_of('newcomer', n) as id,
    given_name || ' ' || family_name as full_name,
    community.slug(given_name || ' ' || family_name) || '-' || left(community.id_of('newcomer', n)::text, 8) as slug,
    community.today_at(community.chance('comes', n)) as joined_at,
    towns.*
from generate_series(1::bigint, community.some(0.002, 1)) as n
cross join
    lateral (
        select
            community.given_names(community.chance('given name', n)) as given_name,
            community.family_names(community.chance('family name', n)) as family_name
    ) as names
inner join (select
    towns.*,
    row_number() over (order by towns.state, towns.town) - 1 as place
from community.towns) as towns
    on towns.place = community.number('town', n, 0, 42);

insert into auth_users (id, email, email_verified, status, created_at, updated_at)
select
    id,
    slug || '@example.org',
    true,
    'active',
    joined_at,
    joined_at
from community.newcomers;

insert into profiles (
    id, full_name, profile_slug, location_state, location_district, location_city, country, phone, email, headline,
    last_active_at, created_at, updated_at
)
select
    id,
    full_name,
    slug,
    state,
    district,
    town,
    country,
    '+91107' || lpad((community.chance_by('phone', id) * 9999999)::integer::text, 7, '0'),
    slug || '@example.org',
    'New here',
    joined_at,
    joined_at,
    joined_at
from community.newcomers;

insert into usr_profile_roles (id, profile_id, role_id, is_primary, created_at, updated_at)
select
    community.id_of('newcomer role', n),
    newcomers.id,
    ref_roles.id,
    true,
    joined_at,
    joined_at
from community.newcomers
inner join
    ref_roles
    on ref_roles.slug = community.pick(community.chance('role', n), 'farmer', 'farmer', 'trader', 'student');

insert into usr_experiences (id, profile_id, company_name, title, start_date, is_current, created_at, updated_at)
select
    community.id_of('newcomer job', n),
    id,
    community.farm_names(community.chance('employer', n)) || ' Poultry',
    'Supervisor',
    joined_at::date - 400,
    true,
    joined_at,
    joined_at
from community.newcomers
where n % 2 = 0;

update profiles
set
    bio
    = left(
        community.post_middles(community.chance_by('bio', id))
        || ' '
        || community.post_openings(community.chance_by('bio 2', id)),
        500
    ),
    last_profile_update_at = community.today_at(community.chance_by('edits at', id))
where community.chance_by('edits profile', id) < 0.004;

-- Who is about today, busy members first.
create table community.present as
select
    id,
    location_state as state,
    row_number() over (order by community.chance_by('line', id)) - 1 as place,
    community.today_at(community.chance_by('comes today', id)) as at
from profiles
left join usr_stats on profiles.id = usr_stats.profile_id
where
    profiles.created_at < community.until_at() - interval '1 day'
    and community.chance_by('is about', id) < 0.06 + least(0.6, coalesce(usr_stats.likes_given_count, 0) / 600.0);

alter table community.present add primary key (place);
analyze community.present;

insert into ana_activity_log (id, profile_id, activity_type, session_id, created_at)
select
    community.id_from('login ' || id),
    id,
    'login',
    left(id::text, 8),
    at
from community.present;

update profiles
set last_active_at = present.at
from community.present
where present.id = profiles.id and profiles.last_active_at < present.at;
