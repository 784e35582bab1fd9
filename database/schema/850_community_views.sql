-- What is popular now, for the application; refreshed by refresh_all_materialized_views.

create materialized view mv_popular_posts as
select
    id as post_id,
    author_type,
    author_id,
    post_type,
    content,
    likes_count,
    comments_count,
    shares_count,
    views_count,
    2 * likes_count + 3 * comments_count + 5 * shares_count as popularity_score,
    created_at
from soc_posts
where visibility = 'public' and not is_deleted and created_at > now() - interval '7 days'
order by popularity_score desc, created_at desc, id asc
limit 100;

comment on materialized view mv_popular_posts is
'The 100 public posts of the last 7 days with the highest score: twice the likes, three times the comments, five '
'times the shares. Grain: post.';
comment on column mv_popular_posts.content is '@pii';

create unique index uq_mv_popular_posts_post_id on mv_popular_posts (post_id);
create index idx_mv_popular_posts_popularity_score on mv_popular_posts (popularity_score desc);


create materialized view mv_trending_resources as
select
    id as resource_id,
    author_id,
    category_id,
    title,
    slug,
    resource_type,
    views_count,
    likes_count,
    bookmarks_count,
    0.5 * views_count + 2 * likes_count + 3 * bookmarks_count as trending_score,
    published_at
from res_resources
where status = 'published' and published_at > now() - interval '30 days' and published_at <= now()
order by trending_score desc, published_at desc, id asc
limit 50;

comment on materialized view mv_trending_resources is
'The 50 resources published in the last 30 days with the highest score: half the views, twice the likes, three times '
'the bookmarks. Grain: resource.';

create unique index uq_mv_trending_resources_resource_id on mv_trending_resources (resource_id);
create index idx_mv_trending_resources_trending_score on mv_trending_resources (trending_score desc);


create materialized view mv_active_users as
with posts as (
    select
        author_id,
        count(*) as rows_found
    from soc_posts
    where author_type = 'individual' and not is_deleted and created_at > now() - interval '30 days'
    group by author_id
),

comments as (
    select
        profile_id,
        count(*) as rows_found
    from soc_post_comments
    where not is_deleted and created_at > now() - interval '30 days'
    group by profile_id
)

select
    profiles.id as profile_id,
    profiles.full_name,
    profiles.profile_slug,
    profiles.profile_photo_url,
    profiles.headline,
    profiles.location_state,
    profiles.verification_level,
    coalesce(posts.rows_found, 0) as posts_30d_count,
    coalesce(comments.rows_found, 0) as comments_30d_count,
    coalesce(usr_stats.connections_count, 0) as connections_count,
    coalesce(usr_stats.followers_count, 0) as followers_count,
    profiles.last_active_at
from profiles
left join usr_stats on profiles.id = usr_stats.profile_id
left join posts on profiles.id = posts.author_id
left join comments on profiles.id = comments.profile_id
where profiles.is_public and profiles.last_active_at > now() - interval '7 days'
order by posts_30d_count desc, comments_30d_count desc, profiles.last_active_at desc, profiles.id asc
limit 100;

comment on materialized view mv_active_users is
'The 100 public profiles active in the last 7 days with the most posts, then comments, of the last 30. Grain: person.';
comment on column mv_active_users.full_name is '@pii';
comment on column mv_active_users.profile_slug is '@pii';
comment on column mv_active_users.profile_photo_url is '@pii';
comment on column mv_active_users.headline is '@pii';

create unique index uq_mv_active_users_profile_id on mv_active_users (profile_id);
create index idx_mv_active_users_posts_30d_count on mv_active_users (posts_30d_count desc, comments_30d_count desc);
