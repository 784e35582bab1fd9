-- Businesses of members: one owner in ten members, most of them with a farm.

create table community.businesses as
with owners as (
    select
        members.*,
        row_number() over (order by members.n) as number
    from community.members
    where members.role in (
        'farmer', 'trader', 'feed-supplier', 'equipment-supplier', 'hatchery-owner', 'processing-unit-owner',
        'service-provider', 'consultant'
    )
    and (community.chance('owns business', members.n) < 0.14 or members.n <= 12)
)

select
    owners.number,
    community.id_of('business', owners.number) as id,
    owners.n as owner_number,
    owners.number % 60 = 7 as is_closed,
    owners.id as owner_id,
    owners.line,
    community.moment_after(owners.joined_at, community.chance('business at', owners.number) ^ 3 * 0.9) as created_at,
    community.farm_names(community.chance('business name', owners.number)) || ' '
    || case owners.role
        when 'farmer' then 'Poultry Farm' when 'trader' then 'Egg Traders' when 'feed-supplier' then 'Feeds'
        when 'equipment-supplier' then 'Equipment' when 'hatchery-owner' then 'Hatcheries'
        when 'processing-unit-owner' then 'Foods' else 'Services'
    end || ' ' || owners.town as name,
    case owners.role
        when
            'farmer'
            then
                community.pick(
                    community.chance('farm type', owners.n), 'layer-farm', 'layer-farm', 'broiler-farm', 'breeder-farm'
                )
        when 'trader' then 'egg-and-bird-trader' when 'feed-supplier' then 'feed-mill'
        when 'equipment-supplier' then 'equipment-company' when 'hatchery-owner' then 'hatchery'
        when 'processing-unit-owner' then 'processing-plant' else 'service-company'
    end as type,
    owners.role,
    owners.country,
    owners.state,
    owners.district,
    owners.town,
    owners.latitude,
    owners.longitude,
    owners.phone
from owners;

alter table community.businesses add primary key (number);
create index on community.businesses (owner_id);
analyze community.businesses;

create table community.business_total as select count(*)::integer as size from community.businesses;

insert into biz_profiles (
    id, owner_id, business_type_id, business_name, display_name, business_slug, tagline, about, company_size,
    founded_year, website_url, is_verified, verified_at, is_active, current_version, edited_at, is_deleted, deleted_at,
    deleted_by, deletion_reason, purge_at, created_at, updated_at
)
select
    businesses.id,
    owner_id,
    ref_business_types.id,
    businesses.name,
    case when number % 4 = 0 then split_part(businesses.name, ' ', 1) end,
    community.slug(businesses.name) || '-' || number,
    case versions.current
        when 1 then 'Quality you can trust.' when 2 then 'Quality since years.' else 'Fresh every day.'
    end,
    businesses.name || ' serves ' || district || ' and the districts around.',
    community.pick(community.chance('size', number), '1-10', '1-10', '11-50', '51-200', '201-500'),
    community.number('founded', number, 1985, 2022),
    'https://' || community.slug(businesses.name) || '-' || number || '.example.com',
    number % 5 = 0,
    case when number % 5 = 0 then businesses.created_at end,
    number % 50 <> 49,
    versions.current,
    case when versions.current > 1 then edits.at end,
    trash.at is not null,
    trash.at,
    case when trash.at is not null then owner_id end,
    case when trash.at is not null then 'The business was closed.' end,
    trash.at + interval '720 hours',
    businesses.created_at,
    greatest(businesses.created_at, case when versions.current > 1 then edits.at end, trash.at)
from community.businesses
inner join ref_business_types on businesses.type = ref_business_types.slug
cross join
    lateral (select 1 + community.number('business edits', number, 0, 6) / 3 * (number % 3)::integer)
        as versions (current)
cross join
    lateral (
        select businesses.created_at + (community.until_at() - businesses.created_at) * 0.5
    ) as edits (at)
cross join lateral (
    select case
        when is_closed
            then
                greatest(
                    edits.at,
                    community.until_at() - community.number('business trash', number, 1, 29) * interval '1 day'
                )
    end
) as trash (at);

insert into biz_profile_versions (
    business_id, version, business_name, display_name, tagline, about, website_url, followers_count, views_count,
    edited_by, edited_at
)
select
    biz_profiles.id,
    version,
    business_name,
    display_name,
    case version when current_version then tagline else 'Quality for all.' end,
    about,
    website_url,
    0,
    0,
    case when version > 1 then owner_id end,
    case version
        when current_version then coalesce(edited_at, created_at)
        else created_at + (edited_at - created_at) * (version - 1) / current_version
    end
from biz_profiles
cross join lateral generate_series(greatest(1, current_version - 2), current_version) as version;

insert into biz_stats (business_id, updated_at) select
    id,
    created_at
from community.businesses;

insert into biz_contact_info (
    business_id, email, phone, address_line1, city, state, postal_code, country, business_hours, created_at, updated_at
)
select
    id,
    'office.' || number || '@example.com',
    '+91105' || lpad(number::text, 7, '0'),
    number || ', Main Road',
    town,
    state,
    lpad((100000 + number % 800000)::text, 6, '0'),
    country,
    '{"mon-sat": "09:00-18:00"}',
    created_at,
    created_at
from community.businesses
where number % 10 > 0;

insert into biz_farm_details (
    business_id, farm_type, total_capacity, number_of_sheds, farm_size_acres, average_monthly_production,
    farming_since, breeds_raised, created_at, updated_at
)
select
    id,
    case type when 'broiler-farm' then 'broiler' when 'breeder-farm' then 'breeder' else 'layer' end,
    birds.total,
    1 + birds.total / 12000,
    birds.total / 4000.0,
    birds.total * 25,
    created_at::date - 3000,
    array['BV 300'],
    created_at,
    created_at
from community.businesses
cross join lateral (select 1000 * community.number('capacity', number, 2, 150) as total) as birds
where type like '%farm';

insert into biz_supplier_details (
    business_id, supplier_type, product_categories, brands_supplied, minimum_order_value, delivery_time_days,
    gst_number, created_at, updated_at
)
select
    id,
    case role
        when 'feed-supplier' then 'feed' when 'equipment-supplier' then 'equipment'
        when 'hatchery-owner' then 'chicks' else 'other'
    end,
    array['feed', 'chicks'],
    array[split_part(name, ' ', 1)],
    1000 * community.number('least order', number, 2, 60),
    community.number('delivery', number, 1, 10),
    '00XXXXX' || lpad(number::text, 6, '0') || 'X',
    created_at,
    created_at
from community.businesses
where role <> 'farmer' or number % 6 = 0;

insert into biz_locations (
    id, business_id, location_name, location_type, address_line1, city, state, postal_code, country, latitude,
    longitude, is_primary, created_at, updated_at
)
select
    community.id_of('place', number * 3 + place),
    id,
    case place when 0 then 'Head office' else 'Unit ' || place end,
    case place when 0 then 'headquarters' else 'branch' end,
    number || ', Main Road',
    town,
    state,
    lpad((100000 + number % 800000)::text, 6, '0'),
    country,
    latitude + round((community.chance('north', number * 3 + place) - 0.5)::numeric / 5, 5),
    longitude + round((community.chance('east', number * 3 + place) - 0.5)::numeric / 5, 5),
    place = 0,
    created_at,
    created_at
from community.businesses
cross join lateral generate_series(0, community.number('places', number, 0, 2)) as place;

insert into biz_service_areas (
    id, business_id, country, state, delivery_available, delivery_time_days, created_at, updated_at
)
select
    community.id_of('area', number),
    id,
    country,
    state,
    number % 3 > 0,
    3,
    created_at,
    created_at
from community.businesses
where number % 2 = 0;

insert into biz_certifications (
    id, business_id, name, issuing_authority, certificate_number, issue_date, expiry_date, is_verified, verified_at,
    created_at, updated_at
)
select
    community.id_of('licence', number),
    id,
    'Food Business Licence',
    'State Food Safety Authority',
    '0000000' || lpad(number::text, 7, '0'),
    created_at::date - 400,
    created_at::date + 1400,
    number % 4 = 0,
    case when number % 4 = 0 then created_at end,
    created_at,
    created_at
from community.businesses
where number % 3 = 0;

insert into biz_team_members (
    id, business_id, profile_id, role, department, is_admin, is_active, joined_at, left_at, created_at, updated_at
)
select
    community.id_of('team', businesses.number * 6 + step),
    businesses.id,
    colleague.id,
    case step
        when 0 then 'Proprietor' else
            community.pick(
                community.chance('team role', businesses.number * 6 + step),
                'Manager',
                'Supervisor',
                'Sales',
                'Accounts'
            )
    end,
    'Operations',
    step = 0,
    step < 4,
    since.at,
    case when step >= 4 then since.at end,
    since.at,
    since.at
from community.businesses
cross join lateral generate_series(0, community.number('team', businesses.number, 0, 5)) as step
inner join community.members as colleague on colleague.line = (businesses.line + step) % community.members()
cross join lateral (select greatest(businesses.created_at, colleague.joined_at)) as since (at);

insert into biz_contact_persons (
    id, business_id, team_member_id, name, designation, email, phone, is_primary, created_at, updated_at
)
select
    community.id_of('contact person', number),
    businesses.id,
    community.id_of('team', number * 6),
    members.full_name,
    'Proprietor',
    members.email,
    members.phone,
    true,
    businesses.created_at,
    businesses.created_at
from community.businesses
inner join community.members on members.n = owner_number
where number % 3 > 0;
