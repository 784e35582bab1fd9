-- What people do in the poultry field: their roles, and what each role asks them to tell.

select sys_declare_module(
    'usr_', 'Members', 'core', 'What people tell of themselves, how they want to be seen, and what adds up about them.'
);

create table usr_profile_roles (
    id uuid not null default gen_random_uuid(),
    profile_id uuid not null,
    role_id uuid not null,
    is_primary boolean not null default false,
    is_verified boolean not null default false,
    verified_at timestamptz,
    verified_by uuid,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_profile_roles primary key (id),
    constraint uq_usr_profile_roles_profile_id_role_id unique (profile_id, role_id),
    constraint fk_usr_profile_roles_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_usr_profile_roles_role_id foreign key (role_id) references ref_roles (id),
    constraint fk_usr_profile_roles_verified_by
    foreign key (verified_by) references profiles (id) on delete set null
);

comment on table usr_profile_roles is
'A role that a person has; one person may have several. Grain: person and role.';
comment on column usr_profile_roles.is_primary is
'The role a person is counted under where reports need one. At most one of a person''s roles: '
'take the mark from the old one before giving it to the new one.';
comment on column usr_profile_roles.is_verified is 'Staff saw proof of the role, such as a licence.';
comment on column usr_profile_roles.verified_by is 'Who saw the proof; empty once that person''s account is gone.';

-- Also what makes the primary role of a person one.
create unique index uq_usr_profile_roles_profile_id on usr_profile_roles (profile_id) where is_primary;
create index idx_usr_profile_roles_role_id on usr_profile_roles (role_id);
create index idx_usr_profile_roles_verified_by on usr_profile_roles (verified_by);
create index idx_usr_profile_roles_is_verified on usr_profile_roles (role_id) where is_verified;

select sys_touch_updated_at('usr_profile_roles');


create table usr_farmer_details (
    profile_role_id uuid not null,
    farm_name text,
    farm_size numeric(10, 2),
    farm_type text,
    bird_capacity integer,
    number_of_sheds integer,
    years_farming integer,
    farming_since date,
    specializations text[],
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_farmer_details primary key (profile_role_id),
    constraint fk_usr_farmer_details_profile_role_id
    foreign key (profile_role_id) references usr_profile_roles (id) on delete cascade,
    constraint ck_usr_farmer_details_farm_type check (farm_type in ('broiler', 'layer', 'breeder', 'mixed')),
    constraint ck_usr_farmer_details_amounts
    check (least(farm_size, bird_capacity, number_of_sheds, years_farming) >= 0)
);

comment on table usr_farmer_details is
'What a farmer tells of the farm. A farm that is run as a business has its own page in biz_profiles. '
'Grain: a person''s role as farmer.';
comment on column usr_farmer_details.farm_name is 'Often the name of the family. @pii';
comment on column usr_farmer_details.farm_size is 'Land of the farm in acres.';
comment on column usr_farmer_details.bird_capacity is 'Birds that fit at one time.';
comment on column usr_farmer_details.years_farming is
'As the farmer stated it on the day of the entry; farming_since, where given, does not age.';

create index idx_usr_farmer_details_farm_type on usr_farmer_details (farm_type);
create index idx_usr_farmer_details_bird_capacity on usr_farmer_details (bird_capacity desc);

select sys_touch_updated_at('usr_farmer_details');


create table usr_veterinarian_details (
    profile_role_id uuid not null,
    license_number text,
    license_state text,
    license_expiry date,
    practice_name text,
    practice_type text,
    years_experience integer,
    specializations text[],
    service_radius integer,
    available_for_emergency boolean default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_veterinarian_details primary key (profile_role_id),
    constraint fk_usr_veterinarian_details_profile_role_id
    foreign key (profile_role_id) references usr_profile_roles (id) on delete cascade,
    constraint ck_usr_veterinarian_details_practice_type
    check (practice_type in ('clinic', 'field', 'hospital', 'consultant')),
    constraint ck_usr_veterinarian_details_amounts check (least(years_experience, service_radius) >= 0)
);

comment on table usr_veterinarian_details is
'What a veterinarian tells of the practice. Grain: a person''s role as veterinarian.';
comment on column usr_veterinarian_details.license_number is 'Registration with the veterinary council. @pii';
comment on column usr_veterinarian_details.license_state is 'State whose council keeps the registration.';
comment on column usr_veterinarian_details.practice_name is 'Often the name of the person. @pii';
comment on column usr_veterinarian_details.service_radius is 'How far the veterinarian travels, in kilometres.';
comment on column usr_veterinarian_details.available_for_emergency is 'May be called outside of working hours.';

create index idx_usr_veterinarian_details_license_number on usr_veterinarian_details (license_number);
create index idx_usr_veterinarian_details_practice_type on usr_veterinarian_details (practice_type);
create index idx_usr_veterinarian_details_available_for_emergency on usr_veterinarian_details (license_state)
where available_for_emergency;

select sys_touch_updated_at('usr_veterinarian_details');


create table usr_nutritionist_details (
    profile_role_id uuid not null,
    license_number text,
    years_experience integer,
    specializations text[],
    provides_feed_formulation boolean default true,
    provides_consultation boolean default true,
    provides_training boolean default false,
    service_areas text[],
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_usr_nutritionist_details primary key (profile_role_id),
    constraint fk_usr_nutritionist_details_profile_role_id
    foreign key (profile_role_id) references usr_profile_roles (id) on delete cascade,
    constraint ck_usr_nutritionist_details_years_experience check (years_experience >= 0)
);

comment on table usr_nutritionist_details is
'What an expert in feed offers. Grain: a person''s role as nutritionist.';
comment on column usr_nutritionist_details.license_number is '@pii';
comment on column usr_nutritionist_details.service_areas is 'States or districts where the service is offered.';

create index idx_usr_nutritionist_details_license_number on usr_nutritionist_details (license_number);
create index idx_usr_nutritionist_details_provides_feed_formulation on usr_nutritionist_details (years_experience desc)
where provides_feed_formulation;

select sys_touch_updated_at('usr_nutritionist_details');
