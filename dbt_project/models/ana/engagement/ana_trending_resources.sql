with

resources as (

    select * from {{ ref('stg_res_resources') }}
    where
        status = 'published'
        and published_at > {{ instant() }} - interval '30 days'
        and published_at <= {{ instant() }}

),

{% for kind in ['views', 'likes', 'bookmarks'] %}
resource_{{ kind }} as (

    select
        resources.resource_id,
        count(*)::integer as all_count
    from resources
    inner join {{ ref('stg_res_' ~ kind) }} as events on resources.resource_id = events.resource_id
    group by resources.resource_id

),

{% endfor %}
scored as (

    select
        resources.*,
        coalesce(views.all_count, 0) as counted_views,
        coalesce(likes.all_count, 0) as counted_likes,
        coalesce(bookmarks.all_count, 0) as counted_bookmarks,
        0.5 * coalesce(views.all_count, 0) + 2 * coalesce(likes.all_count, 0) + 3 * coalesce(bookmarks.all_count, 0)
            as trending_score
    from resources
    left join resource_views as views on resources.resource_id = views.resource_id
    left join resource_likes as likes on resources.resource_id = likes.resource_id
    left join resource_bookmarks as bookmarks on resources.resource_id = bookmarks.resource_id

),

ranked as (

    select
        *,
        -- The id settles what score and time leave open.
        row_number() over (order by trending_score desc, published_at desc, resource_id asc)::integer as trending_rank
    from scored

)

select
    resource_id,
    trending_rank,
    author_id,
    category_id,
    title,
    slug,
    resource_type,
    published_at,
    counted_views as views_count,
    counted_likes as likes_count,
    counted_bookmarks as bookmarks_count,
    trending_score::numeric(12, 1) as trending_score
from ranked
where trending_rank <= 50
