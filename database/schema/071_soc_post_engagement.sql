-- What people do with a post: like it, share it, keep it, look at it, vote in it.

create table soc_post_likes (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    profile_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_soc_post_likes primary key (id),
    constraint uq_soc_post_likes_post_id_profile_id unique (post_id, profile_id),
    constraint fk_soc_post_likes_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_likes_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table soc_post_likes is
'A person likes a post; taking the like back deletes the row. Grain: post and person.';

create index idx_soc_post_likes_profile_id on soc_post_likes (profile_id, created_at desc);
create index idx_soc_post_likes_created_at on soc_post_likes (created_at desc);

select sys_declare_counter('soc_posts', 'likes_count', '[{"child": "soc_post_likes", "key": "post_id"}]');


create table soc_post_shares (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    shared_by uuid not null,
    share_comment text,
    share_type text not null default 'external',
    platform text,
    created_at timestamptz not null default now(),
    constraint pk_soc_post_shares primary key (id),
    constraint uq_soc_post_shares_post_id_shared_by unique (post_id, shared_by),
    constraint fk_soc_post_shares_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_shares_shared_by
    foreign key (shared_by) references profiles (id) on delete cascade,
    constraint ck_soc_post_shares_share_comment_length check (char_length(share_comment) <= 500),
    constraint ck_soc_post_shares_share_type check (share_type = 'external'),
    constraint ck_soc_post_shares_platform
    check (platform in ('whatsapp', 'twitter', 'linkedin', 'facebook', 'email', 'sms', 'other'))
);

comment on table soc_post_shares is
'A person passed a post on to somewhere outside; how often and where to is in soc_share_tracking. A repost inside '
'the community is a post with shared_post_id and no row here. Grain: post and person.';
comment on column soc_post_shares.share_comment is 'At most 500 characters. @pii';
comment on column soc_post_shares.share_type is 'Always external: reposts are posts.';
comment on column soc_post_shares.platform is 'Where to, the first time.';

create index idx_soc_post_shares_shared_by on soc_post_shares (shared_by, created_at desc);
create index idx_soc_post_shares_created_at on soc_post_shares (created_at desc);

select sys_declare_counter(
    'soc_posts', 'shares_count',
    '[{"child": "soc_posts", "key": "shared_post_id", "filter": "not is_deleted"},
      {"child": "soc_post_shares", "key": "post_id"}]'
);


create table soc_post_bookmarks (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    profile_id uuid not null,
    collection_name text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_post_bookmarks primary key (id),
    constraint uq_soc_post_bookmarks_post_id_profile_id unique (post_id, profile_id),
    constraint fk_soc_post_bookmarks_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_bookmarks_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table soc_post_bookmarks is
'A person keeps a post to find it again; nobody else sees it. Grain: post and person.';
comment on column soc_post_bookmarks.collection_name is 'Folder the person put it in; empty: none. @pii';

create index idx_soc_post_bookmarks_profile_id_collection_name
on soc_post_bookmarks (profile_id, collection_name);
create index idx_soc_post_bookmarks_profile_id_created_at on soc_post_bookmarks (profile_id, created_at desc);

select sys_touch_updated_at('soc_post_bookmarks');


create table soc_post_views (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    viewer_id uuid,
    view_duration_seconds integer,
    device_type text,
    created_at timestamptz not null default now(),
    constraint pk_soc_post_views primary key (id),
    constraint fk_soc_post_views_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_views_viewer_id
    foreign key (viewer_id) references profiles (id) on delete set null,
    constraint ck_soc_post_views_view_duration_seconds check (view_duration_seconds >= 0),
    constraint ck_soc_post_views_device_type check (device_type in ('mobile', 'desktop', 'tablet'))
);

comment on table soc_post_views is
'Somebody looked at a post; the only place where views of posts are recorded. Grain: view.';
comment on column soc_post_views.viewer_id is 'Empty for a visitor without account, and once the account is gone.';

create index idx_soc_post_views_post_id on soc_post_views (post_id, created_at desc);
create index idx_soc_post_views_viewer_id on soc_post_views (viewer_id, created_at desc)
where viewer_id is not null;
create index idx_soc_post_views_created_at on soc_post_views (created_at desc);

select sys_declare_counter('soc_posts', 'views_count', '[{"child": "soc_post_views", "key": "post_id"}]');
