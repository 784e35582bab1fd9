-- Profiles: the person behind an account, as the community sees them.

select sys_declare_module(
    'profiles', 'Profiles', 'core', 'The people of the community; what most other tables speak of.'
);

create table profiles (
    id uuid not null,
    full_name text not null,
    profile_slug text not null,
    profile_photo_url text,
    cover_photo_url text,
    headline text,
    bio text,
    location_state text not null,
    location_district text,
    location_city text,
    country text not null default 'India',
    phone text not null,
    phone_verified boolean not null default false,
    email text not null,
    email_verified boolean not null default false,
    whatsapp_number text,
    profile_strength integer not null default 0,
    verification_level text not null default 'basic',
    is_public boolean not null default true,
    last_active_at timestamptz,
    last_profile_update_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', full_name), 'A')
        || setweight(to_tsvector('english', coalesce(headline, '')), 'B')
        || setweight(to_tsvector('english', coalesce(bio, '')), 'C')
        || setweight(to_tsvector('english', coalesce(location_city, '')), 'D')
    ) stored,
    constraint pk_profiles primary key (id),
    constraint uq_profiles_profile_slug unique (profile_slug),
    constraint fk_profiles_id foreign key (id) references auth_users (id) on delete cascade,
    constraint ck_profiles_full_name check (full_name <> ''),
    constraint ck_profiles_profile_slug check (profile_slug <> ''),
    constraint ck_profiles_headline_length check (char_length(headline) <= 150),
    constraint ck_profiles_bio_length check (char_length(bio) <= 500),
    constraint ck_profiles_profile_strength check (profile_strength between 0 and 100),
    constraint ck_profiles_verification_level check (verification_level in ('basic', 'verified', 'trusted'))
);

comment on table profiles is
'A person of the community. Made with the account and gone with it. Grain: person.';
comment on column profiles.id is 'Id of the account.';
comment on column profiles.full_name is 'Name as the person writes it. @pii';
comment on column profiles.profile_slug is 'Last part of the address of the profile page; made from the name. @pii';
comment on column profiles.profile_photo_url is '@pii';
comment on column profiles.cover_photo_url is '@pii';
comment on column profiles.headline is 'One line about the person, at most 150 characters. @pii';
comment on column profiles.bio is 'About the person, at most 500 characters. @pii';
comment on column profiles.location_state is
'State or other subdivision, by its name in ref_states where the country has some there.';
comment on column profiles.location_city is
'Town or nearest one. Like state and district no address, and what reports split members by.';
comment on column profiles.country is 'Name of the country, as in ref_countries.';
comment on column profiles.phone is '@pii';
comment on column profiles.email is '@pii';
comment on column profiles.whatsapp_number is '@pii';
comment on column profiles.profile_strength is 'How complete the profile is, 0 to 100. Kept by the database.';
comment on column profiles.verification_level is
'basic, verified (1 approved verification) or trusted (3 of different types). Kept by the database.';
comment on column profiles.is_public is 'Found by search, recommended, and shown to people who are not connected.';
comment on column profiles.last_profile_update_at is
'When the person last changed the profile; updated_at moves with every change, those of counters included.';
comment on column profiles.search_vector is
'English full text over name (A), headline (B), bio (C) and city (D). @pii';

create index idx_profiles_email on profiles (email);
create index idx_profiles_phone on profiles (phone);
create index idx_profiles_location_state_location_district on profiles (location_state, location_district);
create index idx_profiles_last_active_at on profiles (last_active_at desc);
create index idx_profiles_is_public_last_active_at on profiles (last_active_at desc) where is_public;
create index idx_profiles_verification_level on profiles (verification_level);
create index fts_profiles on profiles using gin (search_vector);

select sys_touch_updated_at('profiles');
