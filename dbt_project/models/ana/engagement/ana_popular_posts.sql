with

scored as (

    select
        *,
        -- Not the engagement score: here a like counts 2.
        2 * likes_count + 3 * comments_count + 5 * shares_count as popularity_score
    from {{ ref('ana_post_engagement') }}
    where
        visibility = 'public'
        and created_at > {{ instant() }} - interval '7 days'
        and created_at <= {{ instant() }}

),

ranked as (

    select
        *,
        -- The id settles what score and time leave open.
        row_number() over (order by popularity_score desc, created_at desc, post_id asc)::integer as popularity_rank
    from scored

)

select
    post_id,
    popularity_rank,
    author_type,
    author_id,
    post_type,
    created_at,
    likes_count,
    comments_count,
    shares_count,
    views_count,
    popularity_score
from ranked
where popularity_rank <= 100
