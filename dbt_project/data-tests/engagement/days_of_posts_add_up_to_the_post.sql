{{ config(meta={'dagster': {'ref': {'name': 'ana_engagement_metrics'}}}) }}

-- Days and whole posts are counted by different queries, both incremental: they have to agree on every post.
with

summed as (

    select
        entity_id,
        sum(views_count) as views_count,
        sum(likes_count) as likes_count,
        sum(comments_count) as comments_count,
        sum(shares_count) as shares_count
    from {{ ref('ana_engagement_metrics') }}
    where entity_type = 'post'
    group by entity_id

)

select
    posts.post_id,
    summed.entity_id
from {{ ref('ana_post_engagement') }} as posts
full join summed on posts.post_id = summed.entity_id
where
    posts.post_id is null
    or posts.views_count <> coalesce(summed.views_count, 0)
    or posts.likes_count <> coalesce(summed.likes_count, 0)
    or posts.comments_count <> coalesce(summed.comments_count, 0)
    or posts.shares_count <> coalesce(summed.shares_count, 0)
