-- Posts, with a trash and the last versions of what they say.

select sys_declare_module(
    'soc_', 'Social network', 'community',
    'Posts and what people do with them; who is connected with, follows or blocks whom.'
);

create table soc_posts (
    id uuid not null default gen_random_uuid(),
    author_type text not null,
    author_id uuid not null,
    shared_post_id uuid,
    content text not null,
    post_type text not null default 'text',
    media_urls text[],
    media_metadata jsonb,
    poll_options jsonb,
    poll_ends_at timestamptz,
    visibility text not null default 'public',
    is_flagged boolean not null default false,
    likes_count integer not null default 0,
    comments_count integer not null default 0,
    shares_count integer not null default 0,
    views_count integer not null default 0,
    poll_votes_count integer not null default 0,
    engagement_score integer not null generated always as (
        likes_count + 3 * comments_count + 5 * shares_count
    ) stored,
    current_version integer not null default 1,
    edited_at timestamptz,
    is_deleted boolean not null default false,
    deleted_at timestamptz,
    deleted_by uuid,
    deletion_reason text,
    purge_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (to_tsvector('english', content)) stored,
    constraint pk_soc_posts primary key (id),
    constraint fk_soc_posts_shared_post_id
    foreign key (shared_post_id) references soc_posts (id) on delete set null,
    constraint fk_soc_posts_deleted_by foreign key (deleted_by) references profiles (id) on delete set null,
    constraint ck_soc_posts_author_type check (author_type in ('individual', 'business', 'organization')),
    constraint ck_soc_posts_shared_post_id check (shared_post_id <> id),
    constraint ck_soc_posts_content_length check (char_length(content) <= 5000),
    constraint ck_soc_posts_post_type
    check (post_type in ('text', 'image', 'video', 'poll', 'article', 'shared')),
    constraint ck_soc_posts_poll_has_options
    check ((post_type = 'poll') = (poll_options is not null) and (post_type = 'poll' or poll_ends_at is null)),
    constraint ck_soc_posts_poll_options check (
        case
            when jsonb_typeof(poll_options) <> 'array' then false
            when jsonb_array_length(poll_options) < 2 then false
            else not jsonb_path_exists(poll_options, '$[*] ? (!(@.text.type() == "string" && @.text != ""))')
        end
    ),
    constraint ck_soc_posts_visibility check (visibility in ('public', 'connections', 'private')),
    constraint ck_soc_posts_counts
    check (least(likes_count, comments_count, shares_count, views_count, poll_votes_count) >= 0)
);

comment on table soc_posts is
'A post of a person, a business or an organization; a repost is one too. Deleting goes through the trash; reads go '
'to soc_posts_live. Grain: post.';
comment on column soc_posts.author_id is
'Id of a person, business or organization, as author_type says. An author''s posts go with the author.';
comment on column soc_posts.shared_post_id is
'The post that this one passes on; empty again when that one is gone for good.';
comment on column soc_posts.content is
'Words of the author, at most 5000 characters; empty where the media say it all. @pii';
comment on column soc_posts.media_urls is 'Pictures or videos in the order shown.';
comment on column soc_posts.media_metadata is 'What the application knows of the media: sizes, lengths, captions.';
comment on column soc_posts.poll_options is
'Polls only. Array of {text, votes} in the order shown, at least two. The votes are counted by the database '
'from soc_poll_votes; the texts stay as they are once somebody voted.';
comment on column soc_posts.poll_ends_at is 'Votes after this instant are refused; empty: the poll stays open.';
comment on column soc_posts.visibility is
'public: everybody; connections: people connected with the author; private: the author alone.';
comment on column soc_posts.is_flagged is 'Waits for a moderator.';
comment on column soc_posts.shares_count is
'Reposts that are not in the trash, plus shares to the outside (soc_post_shares).';
comment on column soc_posts.comments_count is 'Comments and replies that are not in the trash.';
comment on column soc_posts.views_count is 'Rows of soc_post_views: a person who looks twice is counted twice.';
comment on column soc_posts.engagement_score is 'A like weighs 1, a comment 3, a share 5, a view nothing.';
comment on column soc_posts.current_version is 'Number of the newest row of soc_post_versions.';
comment on column soc_posts.edited_at is
'When the author last changed the post; updated_at moves with every change, those of counters included.';
comment on column soc_posts.deletion_reason is 'Words of whoever deleted it. @pii';
comment on column soc_posts.purge_at is 'When the row goes for good: 30 days after it went to the trash.';
comment on column soc_posts.search_vector is 'English full text over the content. @pii';

create index idx_soc_posts_author_type_author_id on soc_posts (author_type, author_id, created_at desc);
create index idx_soc_posts_visibility on soc_posts (visibility, created_at desc) where not is_deleted;
create index idx_soc_posts_post_type on soc_posts (post_type, created_at desc) where not is_deleted;
create index idx_soc_posts_likes_count_comments_count on soc_posts (likes_count desc, comments_count desc);
-- The feed of those who know nobody.
create index idx_soc_posts_engagement_score on soc_posts (engagement_score desc, created_at desc, id desc)
where visibility = 'public' and not is_deleted;
create index idx_soc_posts_shared_post_id on soc_posts (shared_post_id) where shared_post_id is not null;
create index idx_soc_posts_is_flagged on soc_posts (created_at) where is_flagged;
create index idx_soc_posts_deleted_by on soc_posts (deleted_by, deleted_at desc) where deleted_by is not null;
create index fts_soc_posts on soc_posts using gin (search_vector);

select sys_touch_updated_at('soc_posts');
select sys_declare_polymorphic_reference(
    'soc_posts', 'author_type', 'author_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'cascade'
);
select sys_declare_trash('soc_posts');


create table soc_post_versions (
    post_id uuid not null,
    version integer not null,
    content text not null,
    media_urls text[],
    media_metadata jsonb,
    likes_count integer not null,
    comments_count integer not null,
    shares_count integer not null,
    views_count integer not null,
    edited_by uuid,
    edited_at timestamptz not null,
    constraint pk_soc_post_versions primary key (post_id, version),
    constraint fk_soc_post_versions_post_id foreign key (post_id) references soc_posts (id) on delete cascade,
    constraint fk_soc_post_versions_edited_by
    foreign key (edited_by) references profiles (id) on delete set null,
    constraint ck_soc_post_versions_version check (version >= 1)
);

comment on table soc_post_versions is
'What a post said: the present version and the two before it. The options of a poll are not among it: they '
'cannot change once it matters. Grain: post and version.';
comment on column soc_post_versions.version is 'From 1; the highest is soc_posts.current_version.';
comment on column soc_post_versions.content is '@pii';
comment on column soc_post_versions.likes_count is 'At the time of the edit.';
comment on column soc_post_versions.comments_count is 'At the time of the edit.';
comment on column soc_post_versions.shares_count is 'At the time of the edit.';
comment on column soc_post_versions.views_count is 'At the time of the edit.';
comment on column soc_post_versions.edited_by is 'Who wrote this version, where the application said so.';

create index idx_soc_post_versions_edited_by on soc_post_versions (edited_by);

select sys_declare_versions(
    'soc_posts', 'soc_post_versions', array['content', 'media_urls', 'media_metadata']
);
select sys_declare_imported_counter('soc_post_versions', column_name, 'The count when the version was written.')
from unnest(array['likes_count', 'comments_count', 'shares_count', 'views_count']) as each (column_name);
