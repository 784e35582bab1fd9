with

posts as (

    select
        *,
        date_trunc('week', created_date)::date as week_start_date
    from {{ ref('ana_post_engagement') }}
    where author_type = 'individual' and visibility <> 'private'

)

select
    tags.tag_id,
    tags.slug as topic,
    coalesce(primary_roles.primary_role, 'none') as author_role,
    coalesce(profiles.location_state, 'unknown') as author_state,
    posts.week_start_date,
    count(*)::integer as posts_count,
    count(distinct posts.author_id)::integer as authors_count,
    sum(posts.likes_count)::integer as likes_count,
    sum(posts.comments_count)::integer as comments_count,
    sum(posts.shares_count)::integer as shares_count,
    sum(posts.views_count)::integer as views_count,
    sum(posts.engagement_score)::integer as engagement_score
from posts
inner join {{ ref('stg_soc_post_tags') }} as post_tags on posts.post_id = post_tags.post_id
inner join {{ ref('stg_soc_tags') }} as tags on post_tags.tag_id = tags.tag_id
left join {{ ref('int_primary_roles') }} as primary_roles on posts.author_id = primary_roles.profile_id
left join {{ ref('stg_profiles') }} as profiles on posts.author_id = profiles.profile_id
group by
    tags.tag_id, tags.slug, coalesce(primary_roles.primary_role, 'none'), coalesce(profiles.location_state, 'unknown'),
    posts.week_start_date
