-- Shared engagement: likes, comments and shares of anything that ref_entity_types names.
--
-- Plain likes, comments and shares of posts have tables of their own (soc_), as have likes and
-- comments of the library (res_): the counters of posts and of the library read those.

select sys_declare_module(
    'shr_', 'Shared engagement', 'community', 'Reactions, comments and shares of things of every module.'
);

create table shr_entity_likes (
    id uuid not null default gen_random_uuid(),
    entity_type text not null,
    entity_id uuid not null,
    user_id uuid not null,
    reaction_type text not null default 'like',
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_shr_entity_likes primary key (id),
    constraint uq_shr_entity_likes_entity_type_entity_id_user_id unique (entity_type, entity_id, user_id),
    constraint fk_shr_entity_likes_entity_type
    foreign key (entity_type) references ref_entity_types (type) on delete restrict,
    constraint fk_shr_entity_likes_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_shr_entity_likes_reaction_type
    check (reaction_type in ('like', 'helpful', 'insightful', 'love', 'agree'))
);

comment on table shr_entity_likes is
'A member reacts to a thing; taking the reaction back deletes the row. Grain: thing and member.';
comment on column shr_entity_likes.entity_id is 'Id of the thing in the table of its kind.';
comment on column shr_entity_likes.reaction_type is 'Every kind counts as a like.';

create index idx_shr_entity_likes_user_id on shr_entity_likes (user_id, created_at desc);

select sys_touch_updated_at('shr_entity_likes');


create table shr_entity_comments (
    id uuid not null default gen_random_uuid(),
    entity_type text not null,
    entity_id uuid not null,
    user_id uuid not null,
    parent_id uuid,
    content text not null,
    is_author_reply boolean not null default false,
    likes_count integer not null default 0,
    edited boolean not null default false,
    edited_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_shr_entity_comments primary key (id),
    constraint fk_shr_entity_comments_entity_type
    foreign key (entity_type) references ref_entity_types (type) on delete restrict,
    constraint fk_shr_entity_comments_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint fk_shr_entity_comments_parent_id
    foreign key (parent_id) references shr_entity_comments (id) on delete cascade,
    constraint ck_shr_entity_comments_content_length check (char_length(content) <= 2000),
    constraint ck_shr_entity_comments_parent_id check (parent_id <> id),
    constraint ck_shr_entity_comments_likes_count check (likes_count >= 0)
);

comment on table shr_entity_comments is
'A member comments on a thing, or answers a comment. Grain: comment.';
comment on column shr_entity_comments.entity_id is 'Id of the thing in the table of its kind.';
comment on column shr_entity_comments.parent_id is 'The comment it answers; empty for one on the thing itself.';
comment on column shr_entity_comments.content is 'At most 2000 characters. @pii';
comment on column shr_entity_comments.is_author_reply is 'Written by whoever made the thing.';

create index idx_shr_entity_comments_entity_type_entity_id
on shr_entity_comments (entity_type, entity_id, created_at desc);
create index idx_shr_entity_comments_user_id on shr_entity_comments (user_id, created_at desc);
create index idx_shr_entity_comments_parent_id on shr_entity_comments (parent_id) where parent_id is not null;

select sys_touch_updated_at('shr_entity_comments');
select sys_declare_imported_counter(
    'shr_entity_comments', 'likes_count', 'No table of the schema records likes of these comments.'
);


create table shr_entity_shares (
    id uuid not null default gen_random_uuid(),
    entity_type text not null,
    entity_id uuid not null,
    user_id uuid not null,
    platform text,
    share_comment text,
    share_type text not null default 'repost',
    created_at timestamptz not null default now(),
    constraint pk_shr_entity_shares primary key (id),
    constraint fk_shr_entity_shares_entity_type
    foreign key (entity_type) references ref_entity_types (type) on delete restrict,
    constraint fk_shr_entity_shares_user_id foreign key (user_id) references profiles (id) on delete cascade,
    constraint ck_shr_entity_shares_platform
    check (platform in ('whatsapp', 'twitter', 'linkedin', 'facebook', 'email', 'sms', 'other')),
    constraint ck_shr_entity_shares_share_comment_length check (char_length(share_comment) <= 500),
    constraint ck_shr_entity_shares_share_type check (share_type in ('repost', 'external'))
);

comment on table shr_entity_shares is
'A member passes a thing on. Grain: share.';
comment on column shr_entity_shares.entity_id is 'Id of the thing in the table of its kind.';
comment on column shr_entity_shares.platform is 'Where to, for external shares.';
comment on column shr_entity_shares.share_comment is 'At most 500 characters. @pii';

create index idx_shr_entity_shares_entity_type_entity_id
on shr_entity_shares (entity_type, entity_id, created_at desc);
create index idx_shr_entity_shares_user_id on shr_entity_shares (user_id, created_at desc);


select
    sys_declare_polymorphic_reference(
        of_table, 'entity_type', 'entity_id',
        '{
        "post": "soc_posts", "post_comment": "soc_post_comments",
        "necc_annotation": "nec_annotations", "necc_prediction": "nec_predictions",
        "blog_post": "cms_posts", "product": "prd_products", "event": "evt_events",
        "job_posting": "job_postings", "resource": "res_resources",
        "organization_announcement": "org_announcements"
    }',
        'cascade'
    )
from unnest(array['shr_entity_likes', 'shr_entity_comments', 'shr_entity_shares']) as each (of_table);

select
    sys_declare_counter(
        table_name, column_name,
        jsonb_build_object('child', child, 'key', 'entity_id', 'filter', format('entity_type = %L', entity_type))
    )
from (
    values
    ('nec_annotations', 'likes_count', 'shr_entity_likes', 'necc_annotation'),
    ('prd_products', 'likes_count', 'shr_entity_likes', 'product'),
    ('res_resources', 'shares_count', 'shr_entity_shares', 'resource'),
    ('cms_posts', 'like_count', 'shr_entity_likes', 'blog_post'),
    ('cms_posts', 'comment_count', 'shr_entity_comments', 'blog_post'),
    ('cms_posts', 'share_count', 'shr_entity_shares', 'blog_post')
) as counters (table_name, column_name, child, entity_type);


create table shr_share_templates (
    id uuid not null default gen_random_uuid(),
    name text not null,
    platform text not null,
    template_type text not null,
    title text,
    description text,
    hashtags text[],
    image_url text,
    share_url_template text not null,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_shr_share_templates primary key (id),
    constraint uq_shr_share_templates_platform_template_type unique (platform, template_type),
    constraint ck_shr_share_templates_platform
    check (platform in ('facebook', 'twitter', 'linkedin', 'whatsapp', 'instagram')),
    constraint ck_shr_share_templates_template_type
    check (template_type in ('profile', 'product', 'service', 'event', 'general'))
);

comment on table shr_share_templates is
'What is proposed to somebody who shares a thing on a platform. Grain: platform and kind of thing.';
comment on column shr_share_templates.title is
'With names in double braces where something is filled in; so is the description.';
comment on column shr_share_templates.share_url_template is 'Address of the platform that opens its form.';

select sys_touch_updated_at('shr_share_templates');
