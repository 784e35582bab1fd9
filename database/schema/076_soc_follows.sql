-- Who follows whom; and the totals of people, businesses and organizations that this module feeds.

create table soc_follows (
    id uuid not null default gen_random_uuid(),
    follower_type text not null,
    follower_id uuid not null,
    following_type text not null,
    following_id uuid not null,
    created_at timestamptz not null default now(),
    constraint pk_soc_follows primary key (id),
    constraint uq_soc_follows_follower_type_follower_id_following unique (
        follower_type, follower_id, following_type, following_id
    ),
    constraint ck_soc_follows_follower_type check (follower_type in ('individual', 'business', 'organization')),
    constraint ck_soc_follows_following_type check (following_type in ('individual', 'business', 'organization')),
    constraint ck_soc_follows_not_self check ((follower_type, follower_id) <> (following_type, following_id))
);

comment on table soc_follows is
'A person, business or organization wants to see what another posts. Grain: follower and followed.';
comment on column soc_follows.follower_id is
'Who follows: a person, business or organization, as follower_type says.';
comment on column soc_follows.following_id is
'Who is followed: a person, business or organization, as following_type says.';

create index idx_soc_follows_following_type_following_id
on soc_follows (following_type, following_id, created_at desc);
create index idx_soc_follows_created_at on soc_follows (created_at desc);

select sys_declare_polymorphic_reference(
    'soc_follows', 'follower_type', 'follower_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'cascade'
);
select sys_declare_polymorphic_reference(
    'soc_follows', 'following_type', 'following_id',
    '{"individual": "profiles", "business": "biz_profiles", "organization": "org_profiles"}', 'cascade'
);

-- People

select sys_declare_counter(
    'usr_stats', 'followers_count',
    '[{"child": "soc_follows", "key": "following_id", "filter": "following_type = ''individual''"}]'
);
select sys_declare_counter(
    'usr_stats', 'following_count',
    '[{"child": "soc_follows", "key": "follower_id", "filter": "follower_type = ''individual''"}]'
);
select sys_declare_counter(
    'usr_stats', 'posts_count',
    '[{"child": "soc_posts", "key": "author_id", "filter": "author_type = ''individual'' and not is_deleted"}]'
);
select sys_declare_counter(
    'usr_stats', 'comments_count',
    '[{"child": "soc_post_comments", "key": "profile_id", "filter": "not is_deleted"}]'
);
select sys_declare_counter(
    'usr_stats', 'likes_given_count', '[{"child": "soc_post_likes", "key": "profile_id"}]'
);
-- A sum over the author's posts: a like moves the post, the post moves its author.
select sys_declare_counter(
    'usr_stats', 'likes_received_count',
    '[{"child": "soc_posts", "key": "author_id", "value": "likes_count",
       "filter": "author_type = ''individual'' and not is_deleted"}]',
    'sum'
);

-- Businesses

select sys_declare_counter(
    'biz_profiles', 'followers_count',
    '[{"child": "soc_follows", "key": "following_id", "filter": "following_type = ''business''"}]'
);
select sys_declare_counter(
    'biz_stats', 'followers_count',
    '[{"child": "soc_follows", "key": "following_id", "filter": "following_type = ''business''"}]'
);
select sys_declare_counter(
    'biz_stats', 'posts_count',
    '[{"child": "soc_posts", "key": "author_id", "filter": "author_type = ''business'' and not is_deleted"}]'
);

-- Organizations

select sys_declare_counter(
    'org_profiles', 'followers_count',
    '[{"child": "soc_follows", "key": "following_id", "filter": "following_type = ''organization''"}]'
);
select sys_declare_counter(
    'org_stats', 'followers_count',
    '[{"child": "soc_follows", "key": "following_id", "filter": "following_type = ''organization''"}]'
);
select sys_declare_counter(
    'org_stats', 'posts_count',
    '[{"child": "soc_posts", "key": "author_id", "filter": "author_type = ''organization'' and not is_deleted"}]'
);
