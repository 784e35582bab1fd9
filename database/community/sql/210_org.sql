-- Organizations: associations by state and by trade, with tiers, members, committees and news.

create table community.organizations as
with founders as (
    select
        members.*,
        row_number() over (order by members.tier, members.n) as number
    from community.members
)

select
    number::bigint as number,
    community.id_of('organization', number) as id,
    founders.n as founder_number,
    founders.id as founder_id,
    founders.line,
    greatest(founders.joined_at, community.moment(0.02)) as created_at,
    founders.state || ' ' || (array[
        'Poultry Association', 'Egg Producers'' Union', 'Layer Farmers'' Cooperative', 'Veterinary Society',
        'Poultry Institute', 'Farmers'' Trust'
    ])[1 + number % 6] || ' ' || founders.town || case when number > 6 then ' ' || number else '' end as name,
    (array[
        'industry-association',
        'farmer-producer-organization',
        'cooperative',
        'professional-body',
        'research-institute',
        'non-profit'
    ])[1 + number % 6] as type,
    founders.state,
    founders.town,
    founders.district,
    founders.country,
    -- Few are large.
    least(floor(community.members() * 0.4), floor(8 + community.members() * 0.25 / number ^ 0.8))::integer as size
from founders
where number <= community.some(0.004, 8);

alter table community.organizations add primary key (number);
analyze community.organizations;

insert into org_profiles (
    id, created_by, organization_type_id, organization_name, display_name, organization_slug, tagline, mission, about,
    founded_year, website_url, is_verified, verified_at, created_at, updated_at
)
select
    organizations.id,
    founder_id,
    ref_organization_types.id,
    organizations.name,
    null,
    community.slug(organizations.name) || '-' || number,
    'Stronger together.',
    'To help all who live by poultry in ' || state || '.',
    organizations.name || ' meets every month.',
    1950 + number::integer % 70,
    'https://org' || number || '.example.org',
    number % 2 = 0,
    case when number % 2 = 0 then organizations.created_at end,
    organizations.created_at,
    organizations.created_at
from community.organizations
inner join ref_organization_types on organizations.type = ref_organization_types.slug;

insert into org_stats (organization_id, updated_at) select
    id,
    created_at
from community.organizations;

insert into org_contact_info (
    organization_id, email, phone, address_line1, city, state, country, created_at, updated_at
)
select
    id,
    'office' || number || '@example.org',
    '+91106' || lpad(number::text, 7, '0'),
    '1, Market Yard',
    town,
    state,
    country,
    created_at,
    created_at
from community.organizations;

insert into org_offices (
    id,
    organization_id,
    office_name,
    office_type,
    address_line1,
    city,
    state,
    country,
    is_primary,
    created_at,
    updated_at
)
select
    community.id_of('office', number * 2 + place),
    id,
    case place when 0 then 'Head office' else 'Chapter' end,
    case place when 0 then 'headquarters' else 'chapter' end,
    (place + 1) || ', Market Yard',
    town,
    state,
    country,
    place = 0,
    created_at,
    created_at
from community.organizations cross join generate_series(0, 1) as place;

insert into org_roles (id, organization_id, name, description, permissions, is_system, created_at, updated_at)
select
    community.id_of('org role', number),
    id,
    'Coordinator',
    'Looks after the members of a district.',
    '{"events": true}',
    false,
    created_at,
    created_at
from community.organizations;

insert into org_membership_tiers (
    id, organization_id, name, annual_fee, benefits, display_order, created_at, updated_at
)
select
    community.id_of('org tier', number * 3 + place),
    id,
    (array['Member', 'Patron', 'Life Member'])[place + 1],
    (array[500, 5000, 20000])[place + 1],
    array['newsletter', 'meetings'],
    place,
    created_at,
    created_at
from community.organizations cross join generate_series(0, 2) as place;

-- Members of an organization: people from the neighbourhood of its founder, each at most once.
create table community.memberships as
select
    organizations.number * 1000000 + step as number,
    organizations.number as organization_number,
    organizations.id as organization_id,
    step,
    members.n as member_number,
    members.id as member_id,
    'individual' as member_type,
    least(greatest(joined.at, organizations.created_at), community.until_at() - interval '1 hour') as joined_at,
    organizations.founder_id
from community.organizations
cross join lateral generate_series(0, organizations.size - 1) as step
inner join community.members
    on
        members.line
        = (organizations.line + floor(step * (1 + 1.4 * community.chance('spread', organizations.number)))::integer)
        % community.members()
cross join lateral (
    select community.moment_after(
        greatest(members.joined_at, organizations.created_at),
        community.chance('joined', organizations.number * 1000000 + step) ^ 2
    )
) as joined (at);

insert into community.memberships
select
    organizations.number * 1000000 + 900000 + businesses.number,
    organizations.number,
    organizations.id,
    900000 + businesses.number,
    businesses.owner_number,
    businesses.id,
    'business',
    greatest(businesses.created_at, organizations.created_at),
    organizations.founder_id
from community.organizations
inner join community.businesses on businesses.number % 7 = organizations.number % 7 and organizations.number <= 14
where community.chance('business joins', organizations.number * 1000000 + businesses.number) < 0.3;

insert into org_members (
    id, organization_id, member_type, member_id, tier_id, role_id, membership_number, role, status, joined_at,
    expires_at, created_at, updated_at
)
select
    community.id_of('membership', number),
    organization_id,
    member_type,
    member_id,
    community.id_of(
        'org tier', organization_number * 3 + community.number('tier held', number, 0, 5) / 3 * (number % 3)
    ),
    case when number % 50 = 1 then community.id_of('org role', organization_number) end,
    format('M%s-%s', organization_number, step),
    case when step = 0 then 'admin' when step < 3 then 'moderator' else 'member' end,
    states.status,
    joined_at,
    case
        when states.status = 'expired' then joined_at + (community.until_at() - joined_at) * 0.7
        when step > 2 then community.until_at() + community.number('expires', number, 1, 365) * interval '1 day'
    end,
    joined_at,
    joined_at
from community.memberships
cross join lateral (
    select case
        when step < 6 or community.chance('membership', number) < 0.86 then 'active'
        when community.chance('membership', number) < 0.95 then 'expired'
        when community.chance('membership', number) < 0.98 then 'inactive'
        else 'suspended'
    end
) as states (status);

insert into org_membership_history (id, organization_id, member_id, event_type, new_tier_id, created_at)
select
    community.id_of('joined', memberships.number),
    org_members.organization_id,
    org_members.id,
    'joined',
    tier_id,
    org_members.joined_at
from community.memberships
inner join org_members on org_members.id = community.id_of('membership', memberships.number)
union all
select
    community.id_of('ended', memberships.number),
    org_members.organization_id,
    org_members.id,
    case status when 'inactive' then 'left' else status end,
    tier_id,
    org_members.joined_at + (community.until_at() - org_members.joined_at) * 0.7
from community.memberships
inner join org_members on org_members.id = community.id_of('membership', memberships.number)
where status <> 'active';
