-- Comments on the library, with a trash.

create table res_comments (
    id uuid not null default gen_random_uuid(),
    resource_id uuid not null,
    profile_id uuid not null,
    parent_comment_id uuid,
    content text not null,
    is_flagged boolean not null default false,
    likes_count integer not null default 0,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_res_comments primary key (id),
    constraint uq_res_comments_id_resource_id unique (id, resource_id),
    constraint fk_res_comments_resource_id
    foreign key (resource_id) references res_resources (id) on delete cascade,
    constraint fk_res_comments_profile_id foreign key (profile_id) references profiles (id) on delete cascade,
    constraint fk_res_comments_parent_comment_id_resource_id
    foreign key (parent_comment_id, resource_id) references res_comments (id, resource_id) on delete cascade,
    constraint fk_res_comments_deleted_by foreign key (deleted_by) references profiles (id) on delete set null,
    constraint ck_res_comments_parent_comment_id check (parent_comment_id <> id),
    constraint ck_res_comments_content_length check (char_length(content) between 1 and 1000),
    constraint ck_res_comments_likes_count check (likes_count >= 0)
);

comment on table res_comments is
'A comment on something of the library, or a reply to a comment on the same. Deleting goes through the trash; '
'reads go to res_comments_live. Grain: comment.';
comment on column res_comments.parent_comment_id is
'The comment that this one answers; empty: it is about the resource.';
comment on column res_comments.content is 'At most 1000 characters. @pii';
comment on column res_comments.is_flagged is 'Waits for a moderator.';
comment on column res_comments.likes_count is 'Not verified: where the likes come from is not recorded.';
comment on column res_comments.deletion_reason is 'Words of whoever deleted it. @pii';
comment on column res_comments.purge_at is 'When the row goes for good: 30 days after it went to the trash.';

create index idx_res_comments_resource_id_created_at on res_comments (resource_id, created_at desc);
create index idx_res_comments_parent_comment_id_resource_id
on res_comments (parent_comment_id, resource_id) where parent_comment_id is not null;
create index idx_res_comments_profile_id on res_comments (profile_id, created_at desc);
create index idx_res_comments_is_flagged on res_comments (created_at) where is_flagged;
create index idx_res_comments_deleted_by on res_comments (deleted_by, deleted_at desc)
where deleted_by is not null;

select sys_touch_updated_at('res_comments');
select sys_declare_trash('res_comments');
select sys_declare_imported_counter(
    'res_comments', 'likes_count',
    'No table of the schema records likes of these comments; the application counts them.'
);
