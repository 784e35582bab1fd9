with

posts as (

    select * from {{ ref('stg_soc_posts') }}
    {{ only_touched(ref('int_touched_posts')) }}

),

{% for kind, events in [
    ('likes', ref('stg_soc_post_likes')), ('comments', ref('stg_soc_post_comments')), ('shares', ref('int_post_shares')),
] %}
post_{{ kind }} as (

    select
        posts.post_id,
        count(*)::integer as all_count,
        count(*) filter (where events.created_at < posts.created_at + interval '1 day') as first_day_count,
        count(*) filter (where events.created_at < posts.created_at + interval '7 days') as first_week_count,
        max(events.created_at) as last_at
    from posts
    inner join {{ events }} as events on posts.post_id = events.post_id
    group by posts.post_id

),

{% endfor %}
post_views as (

    select
        posts.post_id,
        count(*)::integer as all_count,
        count(distinct events.viewer_id)::integer as viewers_count,
        max(events.created_at) as last_at
    from posts
    inner join {{ ref('stg_soc_post_views') }} as events on posts.post_id = events.post_id
    group by posts.post_id

)

select
    posts.post_id,
    posts.author_type,
    posts.author_id,
    posts.post_type,
    posts.visibility,
    posts.created_at,
    {{ india_date('posts.created_at') }} as created_date,
    coalesce(likes.all_count, 0) as likes_count,
    coalesce(comments.all_count, 0) as comments_count,
    coalesce(shares.all_count, 0) as shares_count,
    coalesce(views.all_count, 0) as views_count,
    coalesce(views.viewers_count, 0) as viewers_count,
    {% for part, prefix in [('all', ''), ('first_day', 'first_day_'), ('first_week', 'first_week_')] %}
    {{ engagement_score('likes.' ~ part ~ '_count', 'comments.' ~ part ~ '_count', 'shares.' ~ part ~ '_count') }}
        as {{ prefix }}engagement_score,
    {% endfor %}
    round(
        100.0 * (coalesce(likes.all_count, 0) + coalesce(comments.all_count, 0) + coalesce(shares.all_count, 0))
        / views.all_count, 2
    )::numeric(14, 2) as engagement_pct,
    greatest(likes.last_at, comments.last_at, shares.last_at, views.last_at) as last_engaged_at
from posts
left join post_likes as likes on posts.post_id = likes.post_id
left join post_comments as comments on posts.post_id = comments.post_id
left join post_shares as shares on posts.post_id = shares.post_id
left join post_views as views on posts.post_id = views.post_id
