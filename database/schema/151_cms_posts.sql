-- The blog. Its views are in ana_entity_views, its likes, comments and shares in the shr_ tables.

select sys_declare_module('cms_', 'Website', 'growth', 'The blog, and visitors who leave their address.');

create table cms_categories (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    color text,
    icon text,
    is_active boolean not null default true,
    post_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_cms_categories primary key (id),
    constraint uq_cms_categories_name unique (name),
    constraint uq_cms_categories_slug unique (slug),
    constraint ck_cms_categories_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table cms_categories is
'A category of the blog; an article has one. Grain: category.';
comment on column cms_categories.post_count is 'Published articles.';

create index idx_cms_categories_is_active on cms_categories (name) where is_active;

select sys_touch_updated_at('cms_categories');


create table cms_tags (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    post_count integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_cms_tags primary key (id),
    constraint uq_cms_tags_name unique (name),
    constraint uq_cms_tags_slug unique (slug),
    constraint ck_cms_tags_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table cms_tags is
'A tag of the blog; an article has any number. Grain: tag.';
comment on column cms_tags.post_count is 'Published articles.';

select sys_touch_updated_at('cms_tags');


create table cms_posts (
    id uuid not null default gen_random_uuid(),
    category_id uuid,
    author_id uuid,
    author_name text,
    title text not null,
    slug text not null,
    excerpt text,
    content text not null,
    featured_image text,
    featured_image_alt text,
    meta_title text,
    meta_description text,
    meta_keywords text[],
    og_image text,
    reading_time_minutes integer,
    word_count integer,
    status text not null default 'draft',
    published_at timestamptz,
    scheduled_for timestamptz,
    is_featured boolean not null default false,
    is_pinned boolean not null default false,
    featured_order integer,
    view_count integer not null default 0,
    like_count integer not null default 0,
    comment_count integer not null default 0,
    share_count integer not null default 0,
    engagement_score integer not null generated always as (
        like_count + 3 * comment_count + 5 * share_count
    ) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', title), 'A')
        || setweight(to_tsvector('english', coalesce(excerpt, '')), 'B')
        || setweight(to_tsvector('english', content), 'C')
    ) stored,
    constraint pk_cms_posts primary key (id),
    constraint uq_cms_posts_slug unique (slug),
    constraint fk_cms_posts_category_id
    foreign key (category_id) references cms_categories (id) on delete set null,
    constraint fk_cms_posts_author_id foreign key (author_id) references auth_users (id) on delete set null,
    constraint ck_cms_posts_slug check (slug <> ''),
    constraint ck_cms_posts_status check (status in ('draft', 'published', 'scheduled', 'archived')),
    constraint ck_cms_posts_amounts check (least(reading_time_minutes, word_count) >= 0)
);

comment on table cms_posts is
'An article of the blog. Grain: article.';
comment on column cms_posts.author_id is 'Account of the author; empty for a guest and once the account is gone.';
comment on column cms_posts.author_name is 'Name under the article. @pii';
comment on column cms_posts.slug is 'Last part of the article''s address.';
comment on column cms_posts.meta_title is 'Title for search engines; so are meta_description and meta_keywords.';
comment on column cms_posts.og_image is 'Picture shown where the article is shared.';
comment on column cms_posts.word_count is 'Words of the content, as the editor counted when it was saved.';
comment on column cms_posts.status is 'scheduled: goes out at scheduled_for; archived: no longer listed.';
comment on column cms_posts.featured_order is 'Place among the featured articles, smallest first.';
comment on column cms_posts.engagement_score is 'A like weighs 1, a comment 3, a share 5, a view nothing.';
comment on column cms_posts.search_vector is 'English full text over title (A), excerpt (B) and content (C).';

create index idx_cms_posts_category_id on cms_posts (category_id, published_at desc);
create index idx_cms_posts_author_id on cms_posts (author_id);
create index idx_cms_posts_published_at on cms_posts (published_at desc) where status = 'published';
create index idx_cms_posts_scheduled_for on cms_posts (scheduled_for) where status = 'scheduled';
create index idx_cms_posts_is_featured on cms_posts (featured_order) where is_featured;
create index fts_cms_posts on cms_posts using gin (search_vector);

select sys_touch_updated_at('cms_posts');
select sys_declare_imported_counter(
    'cms_posts', 'word_count', 'A property of the content, told by the editor; it counts no rows.'
);
select sys_declare_counter(
    'cms_categories', 'post_count',
    '[{"child": "cms_posts", "key": "category_id", "filter": "status = ''published''"}]'
);


create table cms_post_tags (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    tag_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_cms_post_tags primary key (id),
    constraint uq_cms_post_tags_post_id_tag_id unique (post_id, tag_id),
    constraint fk_cms_post_tags_post_id foreign key (post_id) references cms_posts (id) on delete cascade,
    constraint fk_cms_post_tags_tag_id foreign key (tag_id) references cms_tags (id) on delete cascade
);

comment on table cms_post_tags is
'An article has a tag. Grain: article and tag.';

create index idx_cms_post_tags_tag_id on cms_post_tags (tag_id);

select sys_declare_counter(
    'cms_tags', 'post_count',
    jsonb_build_object(
        'from', 'cms_post_tags inner join cms_posts on cms_posts.id = cms_post_tags.post_id',
        'key', 'cms_post_tags.tag_id',
        'filter', 'cms_posts.status = ''published''',
        'touched_by', jsonb_build_object(
            'cms_post_tags', 'select tag_id from changed',
            'cms_posts',
            'select cms_post_tags.tag_id from changed inner join cms_post_tags on cms_post_tags.post_id = changed.id'
        ),
        'hold', jsonb_build_object(
            'cms_post_tags', jsonb_build_object('cms_posts', 'select post_id from changed')
        )
    )
);
