-- Businesses, with a trash and the last versions of what they say of themselves.

select sys_declare_module(
    'biz_', 'Businesses', 'business', 'Farms, suppliers and other firms: their pages, places, people and papers.'
);

create table biz_profiles (
    id uuid not null default gen_random_uuid(),
    owner_id uuid not null,
    business_type_id uuid,
    business_name text not null,
    display_name text,
    business_slug text not null,
    logo_url text,
    cover_photo_url text,
    tagline text,
    about text,
    company_size text,
    founded_year integer,
    website_url text,
    is_verified boolean not null default false,
    verified_at timestamptz,
    verified_by uuid,
    is_active boolean not null default true,
    followers_count integer not null default 0,
    products_count integer not null default 0,
    team_members_count integer not null default 0,
    views_count integer not null default 0,
    engagement_score integer not null generated always as (5 * followers_count) stored,
    current_version integer not null default 1,
    edited_at timestamptz,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', business_name), 'A')
        || setweight(to_tsvector('english', coalesce(display_name, '')), 'A')
        || setweight(to_tsvector('english', coalesce(tagline, '')), 'B')
        || setweight(to_tsvector('english', coalesce(about, '')), 'C')
    ) stored,
    constraint pk_biz_profiles primary key (id),
    constraint uq_biz_profiles_business_slug unique (business_slug),
    constraint fk_biz_profiles_owner_id foreign key (owner_id) references profiles (id) on delete restrict,
    constraint fk_biz_profiles_business_type_id
    foreign key (business_type_id) references ref_business_types (id),
    constraint fk_biz_profiles_verified_by foreign key (verified_by) references profiles (id) on delete set null,
    constraint fk_biz_profiles_deleted_by foreign key (deleted_by) references profiles (id) on delete set null,
    constraint ck_biz_profiles_business_name check (business_name <> ''),
    constraint ck_biz_profiles_business_slug check (business_slug <> ''),
    constraint ck_biz_profiles_tagline_length check (char_length(tagline) <= 200),
    constraint ck_biz_profiles_about_length check (char_length(about) <= 2000),
    constraint ck_biz_profiles_company_size
    check (company_size in ('1-10', '11-50', '51-200', '201-500', '500+')),
    constraint ck_biz_profiles_founded_year check (founded_year between 1900 and extract(year from current_date))
);

comment on table biz_profiles is
'A business with its page. Deleting goes through the trash; reads go to biz_profiles_live. Grain: business.';
comment on column biz_profiles.owner_id is
'Who answers for the business. Hand the business over before that person''s account goes.';
comment on column biz_profiles.business_name is 'Name in law.';
comment on column biz_profiles.display_name is 'Name on the page, where it differs.';
comment on column biz_profiles.business_slug is 'Last part of the address of the page; made from the name.';
comment on column biz_profiles.tagline is 'One line about the business, at most 200 characters.';
comment on column biz_profiles.about is 'At most 2000 characters.';
comment on column biz_profiles.company_size is 'Number of people who work there.';
comment on column biz_profiles.verified_by is 'Who verified it; empty once that person''s account is gone.';
comment on column biz_profiles.is_active is 'False: the owner closed the page for the time being.';
comment on column biz_profiles.products_count is 'Its products in every state, drafts included.';
comment on column biz_profiles.team_members_count is 'Members of the team who are active.';
comment on column biz_profiles.engagement_score is 'A follower weighs 5, a view nothing; as in all engagement scores.';
comment on column biz_profiles.current_version is 'Number of the newest row of biz_profile_versions.';
comment on column biz_profiles.edited_at is 'When the texts last changed; updated_at moves with every change.';
comment on column biz_profiles.deletion_reason is 'Words of whoever deleted it. @pii';
comment on column biz_profiles.purge_at is 'When the row goes for good: 30 days after it went to the trash.';
comment on column biz_profiles.search_vector is 'English full text over both names (A), tagline (B) and about (C).';

create index idx_biz_profiles_owner_id on biz_profiles (owner_id);
create index idx_biz_profiles_business_type_id on biz_profiles (business_type_id);
create index idx_biz_profiles_verified_by on biz_profiles (verified_by);
create index idx_biz_profiles_deleted_by on biz_profiles (deleted_by);
create index idx_biz_profiles_followers_count on biz_profiles (followers_count desc);
create index idx_biz_profiles_is_active on biz_profiles (business_type_id, followers_count desc)
where is_active and not is_deleted;
create index idx_biz_profiles_is_verified on biz_profiles (business_type_id, followers_count desc)
where is_verified and not is_deleted;
create index fts_biz_profiles on biz_profiles using gin (search_vector);

select sys_touch_updated_at('biz_profiles');
select sys_declare_trash('biz_profiles');


create table biz_profile_versions (
    business_id uuid not null,
    version integer not null,
    business_name text not null,
    display_name text,
    tagline text,
    about text,
    website_url text,
    followers_count integer not null,
    views_count integer not null,
    edited_by uuid,
    edited_at timestamptz not null,
    constraint pk_biz_profile_versions primary key (business_id, version),
    constraint fk_biz_profile_versions_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint fk_biz_profile_versions_edited_by
    foreign key (edited_by) references profiles (id) on delete set null,
    constraint ck_biz_profile_versions_version check (version >= 1)
);

comment on table biz_profile_versions is
'What a business said of itself: the present version and the two before it. Grain: business and version.';
comment on column biz_profile_versions.version is 'From 1; the highest is biz_profiles.current_version.';
comment on column biz_profile_versions.followers_count is 'At the time of the edit.';
comment on column biz_profile_versions.views_count is 'At the time of the edit.';
comment on column biz_profile_versions.edited_by is 'Who wrote this version, where the application said so.';

create index idx_biz_profile_versions_edited_by on biz_profile_versions (edited_by);

select sys_declare_versions(
    'biz_profiles', 'biz_profile_versions',
    array['business_name', 'display_name', 'tagline', 'about', 'website_url']
);
select sys_declare_imported_counter(
    'biz_profile_versions', 'followers_count', 'The count when the version was written.'
);
select sys_declare_imported_counter(
    'biz_profile_versions', 'views_count', 'The count when the version was written.'
);
