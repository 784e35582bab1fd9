-- The library: articles, guides, videos and documents, and what people do with them.

select sys_declare_module('res_', 'Library', 'community', 'Articles, guides, videos and documents to learn from.');

create table res_categories (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    icon text,
    parent_category_id uuid,
    display_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_res_categories primary key (id),
    constraint uq_res_categories_slug unique (slug),
    constraint fk_res_categories_parent_category_id
    foreign key (parent_category_id) references res_categories (id) on delete set null,
    constraint ck_res_categories_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_res_categories_parent_category_id check (parent_category_id <> id)
);

comment on table res_categories is
'A subject of the library. Grain: subject.';
comment on column res_categories.parent_category_id is 'The subject above; empty at the top.';

create index idx_res_categories_parent_category_id on res_categories (parent_category_id);
create index idx_res_categories_is_active on res_categories (display_order) where is_active;

select sys_touch_updated_at('res_categories');


create table res_resources (
    id uuid not null default gen_random_uuid(),
    author_id uuid not null,
    category_id uuid,
    title text not null,
    slug text not null,
    description text,
    content text,
    resource_type text not null,
    featured_image_url text,
    video_url text,
    document_url text,
    tags text[],
    reading_time_minutes integer,
    meta_title text,
    meta_description text,
    status text not null default 'draft',
    published_at timestamptz,
    views_count integer not null default 0,
    likes_count integer not null default 0,
    bookmarks_count integer not null default 0,
    shares_count integer not null default 0,
    engagement_score integer not null generated always as (likes_count + 5 * shares_count) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', coalesce(description, '')), 'B')
        || setweight(to_tsvector('english', coalesce(content, '')), 'C')
    ) stored,
    constraint pk_res_resources primary key (id),
    constraint uq_res_resources_slug unique (slug),
    constraint fk_res_resources_author_id foreign key (author_id) references profiles (id) on delete restrict,
    constraint fk_res_resources_category_id foreign key (category_id) references res_categories (id),
    constraint ck_res_resources_title check (title <> ''),
    constraint ck_res_resources_slug check (slug <> ''),
    constraint ck_res_resources_description_length check (char_length(description) <= 500),
    constraint ck_res_resources_resource_type
    check (resource_type in ('article', 'guide', 'video', 'infographic', 'document', 'tool')),
    constraint ck_res_resources_reading_time_minutes check (reading_time_minutes >= 1),
    constraint ck_res_resources_status check (status in ('draft', 'published', 'archived')),
    constraint ck_res_resources_counts
    check (least(views_count, likes_count, bookmarks_count, shares_count) >= 0)
);

comment on table res_resources is
'Something to learn from. Grain: article, guide, video or document.';
comment on column res_resources.author_id is
'Who wrote it. Hand it over before that person''s account goes: others have it bookmarked.';
comment on column res_resources.slug is 'Last part of the address of its page.';
comment on column res_resources.description is 'What it is about, at most 500 characters.';
comment on column res_resources.content is 'The text itself, in Markdown; empty for videos and documents.';
comment on column res_resources.shares_count is 'From shr_entity_shares.';
comment on column res_resources.engagement_score is 'A like weighs 1, a share 5, a view nothing.';
comment on column res_resources.search_vector is 'English full text over title (A), description (B) and content (C).';

create index idx_res_resources_author_id on res_resources (author_id);
create index idx_res_resources_category_id on res_resources (category_id);
create index idx_res_resources_published_at on res_resources (published_at desc) where status = 'published';
create index idx_res_resources_resource_type on res_resources (resource_type);
create index idx_res_resources_status on res_resources (status);
create index idx_res_resources_views_count on res_resources (views_count desc);
create index gin_res_resources_tags on res_resources using gin (tags);
create index fts_res_resources on res_resources using gin (search_vector);

select sys_touch_updated_at('res_resources');


create table res_likes (
    id uuid not null default gen_random_uuid(),
    resource_id uuid not null,
    profile_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_res_likes primary key (id),
    constraint uq_res_likes_resource_id_profile_id unique (resource_id, profile_id),
    constraint fk_res_likes_resource_id
    foreign key (resource_id) references res_resources (id) on delete cascade,
    constraint fk_res_likes_profile_id foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table res_likes is
'A person likes something of the library; taking the like back deletes the row. Grain: resource and person.';

create index idx_res_likes_profile_id on res_likes (profile_id, created_at desc);

select sys_declare_counter('res_resources', 'likes_count', '[{"child": "res_likes", "key": "resource_id"}]');


create table res_bookmarks (
    id uuid not null default gen_random_uuid(),
    resource_id uuid not null,
    profile_id uuid not null,
    collection_name text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_res_bookmarks primary key (id),
    constraint uq_res_bookmarks_resource_id_profile_id unique (resource_id, profile_id),
    constraint fk_res_bookmarks_resource_id
    foreign key (resource_id) references res_resources (id) on delete cascade,
    constraint fk_res_bookmarks_profile_id foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table res_bookmarks is
'A person keeps something of the library to find it again. Grain: resource and person.';
comment on column res_bookmarks.collection_name is 'Folder the person put it in; empty: none. @pii';

create index idx_res_bookmarks_profile_id_collection_name on res_bookmarks (profile_id, collection_name);
create index idx_res_bookmarks_profile_id_created_at on res_bookmarks (profile_id, created_at desc);

select sys_touch_updated_at('res_bookmarks');
select sys_declare_counter(
    'res_resources', 'bookmarks_count', '[{"child": "res_bookmarks", "key": "resource_id"}]'
);


create table res_views (
    id uuid not null default gen_random_uuid(),
    resource_id uuid not null,
    profile_id uuid,
    session_id text,
    user_agent text,
    ip_address inet,
    referrer text,
    created_at timestamptz not null default now(),
    constraint pk_res_views primary key (id),
    constraint fk_res_views_resource_id
    foreign key (resource_id) references res_resources (id) on delete cascade,
    constraint fk_res_views_profile_id foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table res_views is
'Somebody opened something of the library. Grain: view.';
comment on column res_views.profile_id is 'Empty for a visitor without account.';
comment on column res_views.session_id is 'Ties together what one visitor does in one visit. @pii';
comment on column res_views.user_agent is '@pii';
comment on column res_views.ip_address is '@pii';
comment on column res_views.referrer is 'Address of the page the visitor came from.';

create index idx_res_views_resource_id on res_views (resource_id, created_at desc);
create index idx_res_views_profile_id on res_views (profile_id, created_at desc) where profile_id is not null;
create index idx_res_views_created_at on res_views (created_at desc);

select sys_declare_counter('res_resources', 'views_count', '[{"child": "res_views", "key": "resource_id"}]');
