-- Accounts, roles and what members tell of themselves. Profiles themselves come last (900): their
-- strength follows from all of this.

insert into auth_users (
    id, email, phone, email_verified, phone_verified, whatsapp_flag, status, created_at, updated_at, last_sign_in_at
)
select
    id,
    email,
    phone,
    community.chance('mail verified', n) < 0.85,
    community.chance('phone verified', n) < 0.9,
    community.chance('whatsapp', n) < 0.8,
    case when community.chance('status', n) < 0.005 then 'suspended' else 'active' end,
    joined_at,
    joined_at,
    joined_at + (active_until - joined_at) * community.chance('signed in', n)
from community.members;

insert into usr_profile_roles (id, profile_id, role_id, is_primary, is_verified, verified_at, created_at, updated_at)
select
    community.id_of('role', members.n * 2 + held.number),
    members.id,
    ref_roles.id,
    held.number = 0,
    verified.at is not null,
    verified.at,
    members.joined_at,
    coalesce(verified.at, members.joined_at)
from community.members
cross join
    lateral (
        select
            0 as number,
            members.role as slug
        union all
        select
            1,
            community.pick(
                community.chance('second role', members.n),
                'farmer',
                'trader',
                'association-member',
                'service-provider',
                'consultant', 'investor'
            )
        where community.chance('has second role', members.n) < 0.25
    ) as held
inner join ref_roles on held.slug = ref_roles.slug
cross join
    lateral (
        select case
            when community.chance('role verified', members.n * 2 + held.number) < 0.2
                then community.soon_after(members.joined_at, community.chance('role verified at', members.n), '5 days')
        end as at
    ) as verified
where held.number = 0 or held.slug <> members.role;

create table community.role_holders as
select
    usr_profile_roles.id,
    ref_roles.slug,
    members.*
from usr_profile_roles
inner join ref_roles on usr_profile_roles.role_id = ref_roles.id
inner join community.members as members (
    n, profile_id, joined_at, active_until, full_name, profile_slug, email, phone, role, tier, country, state,
    district, town, latitude, longitude, circle, line
) using (profile_id);

insert into usr_farmer_details (
    profile_role_id, farm_name, farm_size, farm_type, bird_capacity, number_of_sheds, years_farming, farming_since,
    specializations, created_at, updated_at
)
select
    id,
    community.farm_names(community.chance('farm', n)) || ' Farm',
    community.number('acres', n, 1, 24),
    community.pick(
        community.chance('farm type', n), 'layer', 'layer', 'layer', 'broiler', 'broiler', 'breeder', 'mixed'
    ),
    1000 * community.number('birds', n, 1, 80),
    community.number('sheds', n, 1, 9),
    community.number('years', n, 1, 30),
    joined_at::date - 365 * community.number('years', n, 1, 30),
    array['cage housing'],
    joined_at,
    joined_at
from community.role_holders
where slug = 'farmer';

insert into usr_supplier_details (
    profile_role_id, supplier_type, company_name, product_categories, delivery_available, service_areas,
    minimum_order_value, years_in_business, created_at, updated_at
)
select
    id,
    case slug when 'feed-supplier' then 'feed' when 'equipment-supplier' then 'equipment' else 'other' end,
    community.farm_names(community.chance('farm', n)) || ' Traders',
    array['feed', 'additives'],
    community.chance('delivers', n) < 0.7,
    array[state],
    1000 * community.number('order value', n, 5, 100),
    community.number('years', n, 1, 30),
    joined_at,
    joined_at
from community.role_holders
where slug in ('feed-supplier', 'equipment-supplier', 'trader');

insert into usr_veterinarian_details (
    profile_role_id, license_number, license_state, license_expiry, practice_name, practice_type, years_experience,
    specializations, service_radius, available_for_emergency, created_at, updated_at
)
select
    id,
    'VCI-' || lpad(n::text, 7, '0'),
    state,
    (community.until_at() + interval '2 years')::date,
    full_name || ' Clinic',
    community.pick(community.chance('practice', n), 'clinic', 'field', 'hospital', 'consultant'),
    community.number('years', n, 1, 30),
    array['poultry', 'diagnostics'],
    community.number('radius', n, 2, 20) * 10,
    community.chance('emergency', n) < 0.4,
    joined_at,
    joined_at
from community.role_holders
where slug = 'veterinarian';

insert into usr_consultant_details (
    profile_role_id, consultant_type, years_experience, specializations, hourly_rate, daily_rate, service_areas,
    languages_spoken, created_at, updated_at
)
select
    id,
    community.pick(community.chance('advice', n), 'nutrition', 'management', 'technical', 'business'),
    community.number('years', n, 1, 30),
    array['layers'],
    100 * community.number('rate', n, 5, 30),
    500 * community.number('rate', n, 5, 30),
    array[state],
    array['English', 'Hindi'],
    joined_at,
    joined_at
from community.role_holders
where slug = 'consultant';

insert into usr_nutritionist_details (
    profile_role_id, license_number, years_experience, specializations, provides_training, service_areas, created_at,
    updated_at
)
select
    id,
    'NUT-' || lpad(n::text, 7, '0'),
    community.number('years', n, 1, 30),
    array['layer feed'],
    community.chance('trains', n) < 0.3,
    array[state],
    joined_at,
    joined_at
from community.role_holders
where slug = 'consultant' and n % 2 = 0;

insert into usr_researcher_details (
    profile_role_id, research_institution, research_areas, highest_degree, field_of_study, publications_count, h_index,
    looking_for_collaboration, created_at, updated_at
)
select
    id,
    'Institute of Poultry Science, ' || town,
    array['egg quality'],
    'PhD',
    'Animal Nutrition',
    community.number('papers', n, 0, 60),
    community.number('h', n, 0, 15),
    community.chance('open', n) < 0.5,
    joined_at,
    joined_at
from community.role_holders
where slug = 'researcher';

insert into usr_experiences (
    id, profile_id, company_name, title, employment_type, start_date, end_date, is_current, location_city,
    location_state, location_country, description, display_order, created_at, updated_at
)
select
    community.id_of('experience', job.number),
    members.id,
    community.farm_names(community.chance('employer', job.number)) || ' Poultry',
    community.pick(
        community.chance('job', job.number), 'Farm Manager', 'Supervisor', 'Technical Officer', 'Sales Executive',
        'Hatchery Technician', 'Veterinary Officer', 'Owner', 'Feed Formulator'
    ),
    community.pick(community.chance('employment', job.number), 'full_time', 'full_time', 'full_time', 'contract'),
    starts.day,
    case when job.place > 0 then starts.day + community.number('days', job.number, 200, 900) end,
    job.place = 0,
    members.town,
    members.state,
    members.country,
    community.post_middles(community.chance('told', job.number)),
    job.place,
    members.joined_at,
    members.joined_at
from community.members
cross join
    lateral (
        select
            place,
            members.n * 4 + place as number
        from generate_series(0, community.number('jobs', members.n, 0, 3) - 1) as places (place)
    ) as job
cross join lateral (
    select members.joined_at::date - 1000 * job.place - community.number('since', job.number, 100, 990) as day
) as starts;

insert into usr_education (
    id, profile_id, institution_name, institution_type, degree, field_of_study, start_date, end_date, location_city,
    location_state, display_order, created_at, updated_at
)
select
    community.id_of('education', n),
    id,
    'College of ' || town,
    'college',
    community.pick(community.chance('degree', n), 'BVSc', 'BSc Agriculture', 'BCom', 'MVSc', 'Diploma', 'MBA'),
    community.pick(community.chance('field', n), 'Animal Husbandry', 'Commerce', 'Poultry Science', 'Management'),
    starts,
    starts + 365 * 4,
    town,
    state,
    0,
    joined_at,
    joined_at
from community.members
cross join lateral (select joined_at::date - 365 * community.number('graduated', n, 5, 30)) as study (starts)
where community.chance('studied', n) < 0.6;

insert into usr_languages (id, profile_id, language, proficiency, display_order, created_at, updated_at)
select
    community.id_of('language', n * 3 + spoken.rank),
    id,
    spoken.language,
    (array['native', 'full_professional', 'limited_working'])[spoken.rank],
    spoken.rank - 1,
    joined_at,
    joined_at
from community.members
cross join
    lateral unnest(array[
        case
            when state in ('Andhra Pradesh', 'Telangana') then 'Telugu'
            when state = 'Tamil Nadu' then 'Tamil'
            when state = 'Maharashtra' then 'Marathi'
            when state = 'West Bengal' then 'Bengali'
            when state = 'Karnataka' then 'Kannada'
            when state = 'Punjab' then 'Punjabi'
            else 'Hindi'
        end, 'English', 'Urdu'
    ]) with ordinality as spoken (language, rank)
where spoken.rank <= community.number('languages', n, 1, 3);
