-- Kinds of businesses, organizations, events and jobs.

create table ref_business_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    category text,
    sort_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_business_types primary key (id),
    constraint uq_ref_business_types_name unique (name),
    constraint uq_ref_business_types_slug unique (slug),
    constraint ck_ref_business_types_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table ref_business_types is
'A kind of business. Grain: kind of business.';
comment on column ref_business_types.category is 'Group that the kind belongs to.';

create index idx_ref_business_types_category on ref_business_types (category);
create index idx_ref_business_types_is_active on ref_business_types (sort_order) where is_active;

select sys_touch_updated_at('ref_business_types');


create table ref_organization_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    sort_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_organization_types primary key (id),
    constraint uq_ref_organization_types_name unique (name),
    constraint uq_ref_organization_types_slug unique (slug),
    constraint ck_ref_organization_types_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table ref_organization_types is
'A kind of organization that people and businesses are members of. Grain: kind of organization.';

create index idx_ref_organization_types_is_active on ref_organization_types (sort_order) where is_active;

select sys_touch_updated_at('ref_organization_types');


create table ref_event_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    sort_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_event_types primary key (id),
    constraint uq_ref_event_types_name unique (name),
    constraint uq_ref_event_types_slug unique (slug),
    constraint ck_ref_event_types_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table ref_event_types is
'A kind of event. Grain: kind of event.';

create index idx_ref_event_types_is_active on ref_event_types (sort_order) where is_active;

select sys_touch_updated_at('ref_event_types');


create table ref_job_categories (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    parent_id uuid,
    level integer default 0,
    path text,
    sort_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_job_categories primary key (id),
    constraint uq_ref_job_categories_name unique (name),
    constraint uq_ref_job_categories_slug unique (slug),
    constraint fk_ref_job_categories_parent_id foreign key (parent_id) references ref_job_categories (id),
    constraint ck_ref_job_categories_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_ref_job_categories_parent_id check (parent_id <> id),
    constraint ck_ref_job_categories_level check (level >= 0 and (level = 0) = (parent_id is null))
);

comment on table ref_job_categories is
'A field of work. Grain: job category.';
comment on column ref_job_categories.level is '0 at the top, else one more than the parent''s.';
comment on column ref_job_categories.path is 'Slugs from the top down to this category, with slashes between.';

create index idx_ref_job_categories_parent_id on ref_job_categories (parent_id);
create index idx_ref_job_categories_path on ref_job_categories (path text_pattern_ops);
create index idx_ref_job_categories_is_active on ref_job_categories (sort_order) where is_active;

select sys_touch_updated_at('ref_job_categories');


create table ref_job_types (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    display_order integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ref_job_types primary key (id),
    constraint uq_ref_job_types_name unique (name),
    constraint uq_ref_job_types_slug unique (slug),
    constraint ck_ref_job_types_slug check (slug ~ '^[a-z0-9]+([_-][a-z0-9]+)*$')
);

comment on table ref_job_types is
'A form of employment. Grain: form of employment.';
comment on column ref_job_types.slug is 'The value that job_postings.job_type has.';

create index idx_ref_job_types_is_active on ref_job_types (display_order) where is_active;

select sys_touch_updated_at('ref_job_types');
