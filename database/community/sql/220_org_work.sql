-- What organizations do: leaders, committees, announcements, files.

insert into org_leadership (
    id,
    organization_id,
    profile_id,
    position,
    position_level,
    start_date,
    is_current,
    display_order,
    created_at,
    updated_at
)
select
    community.id_of('leader', number),
    organization_id,
    member_id,
    (array['President', 'Secretary', 'Treasurer'])[step + 1],
    step,
    (joined_at at time zone 'Asia/Kolkata')::date,
    true,
    step,
    joined_at,
    joined_at
from community.memberships
where step <= 2 and member_type = 'individual';

insert into org_committees (id, organization_id, name, purpose, created_at, updated_at)
select
    community.id_of('committee', number * 2 + place),
    id,
    (array['Prices', 'Events'])[place + 1],
    'Meets every month.',
    created_at,
    created_at
from community.organizations cross join generate_series(0, 1) as place;

insert into org_committee_members (id, committee_id, member_id, role, is_chair, start_date, created_at, updated_at)
select
    community.id_of('committee seat', number),
    community.id_of('committee', organization_number * 2 + step % 2),
    community.id_of('membership', number),
    case when step < 2 then 'Chair' else 'Member' end,
    step < 2,
    (joined_at at time zone 'Asia/Kolkata')::date,
    joined_at,
    joined_at
from community.memberships
where step < 8 and member_type = 'individual';

insert into org_announcements (
    id, organization_id, created_by, title, content, announcement_type, target_audience, is_pinned, published_at,
    created_at, updated_at
)
select
    community.id_of('announcement', number * 20 + step),
    id,
    founder_id,
    community.pick(
        community.chance('news', number * 20 + step),
        'Monthly meeting',
        'Rates of the season',
        'Vaccination drive',
        'New members'
    ),
    community.post_openings(community.chance('news 1', number * 20 + step)) || ' '
    || community.post_middles(community.chance('news 2', number * 20 + step)),
    (array['general', 'event', 'policy', 'urgent'])[1 + step % 4],
    (array['all', 'members', 'members', 'leadership'])[1 + step % 4],
    step = 1,
    case when step % 9 > 0 then told.at end,
    told.at,
    told.at
from community.organizations
cross join generate_series(1, 10) as step
cross join
    lateral (select community.moment_after(created_at, community.chance('told', number * 20 + step))) as told (at);

insert into org_resources (
    id, organization_id, title, description, resource_type, file_url, file_size, file_type, access_level, category,
    download_count, created_at, updated_at
)
select
    community.id_of('org file', number * 5 + step),
    id,
    (array['Bylaws', 'Rate list', 'Annual report'])[step],
    null,
    (array['document', 'report', 'report'])[step],
    format('https://files.example.org/%s/%s.pdf', number, step),
    community.number('bytes', number * 5 + step, 20000, 900000),
    'application/pdf',
    (array['public', 'members', 'leadership'])[step],
    'general',
    community.number('downloads', number * 5 + step, 0, 90),
    put.at,
    put.at
from community.organizations
cross join generate_series(1, 3) as step
cross join lateral (select community.moment_after(created_at, community.chance('put', number * 5 + step))) as put (at);
