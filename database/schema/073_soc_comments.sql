-- Comments on posts and replies to them, with a trash, and their likes.

create table soc_post_comments (
    id uuid not null default gen_random_uuid(),
    post_id uuid not null,
    profile_id uuid not null,
    parent_comment_id uuid,
    content text not null,
    is_flagged boolean not null default false,
    likes_count integer not null default 0,
    replies_count integer not null default 0,
    engagement_score integer not null generated always as (likes_count + 3 * replies_count) stored,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_soc_post_comments primary key (id),
    constraint uq_soc_post_comments_id_post_id unique (id, post_id),
    constraint fk_soc_post_comments_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_comments_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_soc_post_comments_parent_comment_id_post_id
    foreign key (parent_comment_id, post_id) references soc_post_comments (id, post_id) on delete cascade,
    constraint fk_soc_post_comments_deleted_by
    foreign key (deleted_by) references profiles (id) on delete set null,
    constraint ck_soc_post_comments_parent_comment_id check (parent_comment_id <> id),
    constraint ck_soc_post_comments_content_length check (char_length(content) between 1 and 1000),
    constraint ck_soc_post_comments_counts check (least(likes_count, replies_count) >= 0)
);

comment on table soc_post_comments is
'A comment on a post, or a reply to a comment on the same post. Deleting goes through the trash; reads go to '
'soc_post_comments_live. Grain: comment.';
comment on column soc_post_comments.parent_comment_id is
'The comment that this one answers; empty: it is about the post.';
comment on column soc_post_comments.content is 'At most 1000 characters. @pii';
comment on column soc_post_comments.is_flagged is 'Waits for a moderator.';
comment on column soc_post_comments.replies_count is 'Direct replies that are not in the trash.';
comment on column soc_post_comments.engagement_score is 'A like weighs 1, a reply 3.';
comment on column soc_post_comments.deletion_reason is 'Words of whoever deleted it. @pii';
comment on column soc_post_comments.purge_at is 'When the row goes for good: 30 days after it went to the trash.';

create index idx_soc_post_comments_post_id_created_at on soc_post_comments (post_id, created_at desc);
create index idx_soc_post_comments_parent_comment_id_post_id
on soc_post_comments (parent_comment_id, post_id) where parent_comment_id is not null;
create index idx_soc_post_comments_profile_id on soc_post_comments (profile_id, created_at desc);
create index idx_soc_post_comments_is_flagged on soc_post_comments (created_at) where is_flagged;
create index idx_soc_post_comments_deleted_by on soc_post_comments (deleted_by, deleted_at desc)
where deleted_by is not null;

select sys_touch_updated_at('soc_post_comments');
select sys_declare_trash('soc_post_comments');
select sys_declare_counter(
    'soc_posts', 'comments_count',
    '[{"child": "soc_post_comments", "key": "post_id", "filter": "not is_deleted"}]'
);
select sys_declare_counter(
    'soc_post_comments', 'replies_count',
    '[{"child": "soc_post_comments", "key": "parent_comment_id", "filter": "not is_deleted"}]'
);


create table soc_comment_likes (
    id uuid not null default gen_random_uuid(),
    comment_id uuid not null,
    profile_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_soc_comment_likes primary key (id),
    constraint uq_soc_comment_likes_comment_id_profile_id unique (comment_id, profile_id),
    constraint fk_soc_comment_likes_comment_id
    foreign key (comment_id) references soc_post_comments (id) on delete cascade,
    constraint fk_soc_comment_likes_profile_id
    foreign key (profile_id) references profiles (id) on delete cascade
);

comment on table soc_comment_likes is
'A person likes a comment; taking the like back deletes the row. Grain: comment and person.';

create index idx_soc_comment_likes_profile_id on soc_comment_likes (profile_id, created_at desc);

select sys_declare_counter(
    'soc_post_comments', 'likes_count', '[{"child": "soc_comment_likes", "key": "comment_id"}]'
);
