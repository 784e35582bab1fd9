-- Organizations: associations and the like, where they are and who leads them.

select sys_declare_module(
    'org_', 'Organizations', 'community', 'Associations and other bodies with members: pages, membership, committees.'
);

create table org_profiles (
    id uuid not null default gen_random_uuid(),
    created_by uuid not null,
    organization_type_id uuid,
    organization_name text not null,
    display_name text,
    organization_slug text not null,
    logo_url text,
    cover_photo_url text,
    tagline text,
    mission text,
    vision text,
    about text,
    founded_year integer,
    website_url text,
    is_verified boolean not null default false,
    verified_at timestamptz,
    is_active boolean not null default true,
    members_count integer not null default 0,
    followers_count integer not null default 0,
    events_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', organization_name), 'A')
        || setweight(to_tsvector('english', coalesce(display_name, '')), 'A')
        || setweight(to_tsvector('english', coalesce(tagline, '')), 'B')
        || setweight(to_tsvector('english', coalesce(about, '')), 'C')
    ) stored,
    constraint pk_org_profiles primary key (id),
    constraint uq_org_profiles_organization_slug unique (organization_slug),
    constraint fk_org_profiles_created_by foreign key (created_by) references profiles (id) on delete restrict,
    constraint fk_org_profiles_organization_type_id
    foreign key (organization_type_id) references ref_organization_types (id),
    constraint ck_org_profiles_organization_name check (organization_name <> ''),
    constraint ck_org_profiles_organization_slug check (organization_slug <> ''),
    constraint ck_org_profiles_tagline_length check (char_length(tagline) <= 200),
    constraint ck_org_profiles_mission_length check (char_length(mission) <= 1000),
    constraint ck_org_profiles_vision_length check (char_length(vision) <= 1000),
    constraint ck_org_profiles_about_length check (char_length(about) <= 2000),
    constraint ck_org_profiles_founded_year check (founded_year between 1900 and extract(year from current_date))
);

comment on table org_profiles is
'An organization with its page: association, society, federation and the like. Grain: organization.';
comment on column org_profiles.created_by is
'Who answers for the page. Hand it over to somebody else before that person''s account goes.';
comment on column org_profiles.organization_name is 'Name in law.';
comment on column org_profiles.display_name is 'Name on the page, where it differs; often the short form.';
comment on column org_profiles.organization_slug is 'Last part of the address of the page; made from the name.';
comment on column org_profiles.tagline is 'One line about the organization, at most 200 characters.';
comment on column org_profiles.mission is 'What it does, at most 1000 characters.';
comment on column org_profiles.vision is 'What it wants to reach, at most 1000 characters.';
comment on column org_profiles.about is 'At most 2000 characters.';
comment on column org_profiles.is_active is 'False: the page is closed.';
comment on column org_profiles.members_count is 'Members whose membership is active.';
comment on column org_profiles.events_count is 'Events it organizes that are not in the trash.';
comment on column org_profiles.search_vector is 'English full text over both names (A), tagline (B) and about (C).';

create index idx_org_profiles_created_by on org_profiles (created_by);
create index idx_org_profiles_organization_type_id on org_profiles (organization_type_id);
create index idx_org_profiles_members_count on org_profiles (members_count desc);
create index idx_org_profiles_is_active on org_profiles (organization_type_id, members_count desc) where is_active;
create index idx_org_profiles_is_verified on org_profiles (organization_type_id, members_count desc)
where is_verified;
create index fts_org_profiles on org_profiles using gin (search_vector);

select sys_touch_updated_at('org_profiles');


create table org_contact_info (
    organization_id uuid not null,
    email text,
    phone text,
    address_line1 text,
    address_line2 text,
    city text,
    state text,
    postal_code text,
    country text default 'India',
    facebook_url text,
    instagram_url text,
    linkedin_url text,
    twitter_url text,
    youtube_url text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_contact_info primary key (organization_id),
    constraint fk_org_contact_info_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade
);

comment on table org_contact_info is
'How to reach an organization as a whole; single offices are in org_offices. Grain: organization that gave any.';
comment on column org_contact_info.email is 'Often that of a person. @pii';
comment on column org_contact_info.phone is 'Often that of a person. @pii';
comment on column org_contact_info.address_line1 is '@pii';
comment on column org_contact_info.address_line2 is '@pii';
comment on column org_contact_info.state is 'By its name in ref_states where the country has some there.';
comment on column org_contact_info.postal_code is '@pii';

create index idx_org_contact_info_state_city on org_contact_info (state, city);

select sys_touch_updated_at('org_contact_info');


create table org_offices (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    office_name text not null,
    office_type text,
    address_line1 text not null,
    address_line2 text,
    city text not null,
    state text not null,
    postal_code text,
    country text not null default 'India',
    phone text,
    email text,
    is_primary boolean not null default false,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_offices primary key (id),
    constraint fk_org_offices_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint ck_org_offices_office_type
    check (office_type in ('headquarters', 'regional', 'branch', 'chapter'))
);

comment on table org_offices is
'An office of an organization. Grain: organization and office.';
comment on column org_offices.address_line1 is '@pii';
comment on column org_offices.address_line2 is '@pii';
comment on column org_offices.state is 'By its name in ref_states where the country has some there.';
comment on column org_offices.postal_code is '@pii';
comment on column org_offices.phone is 'Often that of a person. @pii';
comment on column org_offices.email is 'Often that of a person. @pii';
comment on column org_offices.is_primary is
'Shown first; at most one of an organization. Take the mark from the old one before giving it to the new one.';
comment on column org_offices.is_active is 'False: closed, kept for the record.';

create index idx_org_offices_organization_id on org_offices (organization_id);
create unique index uq_org_offices_organization_id on org_offices (organization_id) where is_primary;
create index idx_org_offices_state_city on org_offices (state, city);

select sys_touch_updated_at('org_offices');


create table org_leadership (
    id uuid not null default gen_random_uuid(),
    organization_id uuid not null,
    profile_id uuid not null,
    position text not null,
    position_level integer default 0,
    start_date date not null,
    end_date date,
    is_current boolean not null default true,
    responsibilities text[],
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_org_leadership primary key (id),
    constraint fk_org_leadership_organization_id
    foreign key (organization_id) references org_profiles (id) on delete cascade,
    constraint fk_org_leadership_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint ck_org_leadership_end_date check (end_date >= start_date)
);

comment on table org_leadership is
'A term of office of somebody who leads an organization. Grain: organization, person, position and term.';
comment on column org_leadership.position is 'Title of the office, such as president.';
comment on column org_leadership.position_level is 'Rank among the positions of the organization, 0 for the highest.';
comment on column org_leadership.end_date is
'Last day of the term; while it lasts the planned one, where there is one.';

create index idx_org_leadership_organization_id_display_order on org_leadership (organization_id, display_order);
create index idx_org_leadership_is_current on org_leadership (organization_id) where is_current;
create index idx_org_leadership_profile_id on org_leadership (profile_id);

select sys_touch_updated_at('org_leadership');
