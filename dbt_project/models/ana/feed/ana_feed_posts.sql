{#- After so many days a post's engagement counts half. -#}
{%- set half_life_days = 3 -%}
{#- So many posts of one author are in a ranking, so no page of it holds more. -#}
{%- set author_cap = 3 -%}

with

posts as (

    select * from {{ ref('ana_post_engagement') }}
    where
        created_at > {{ instant() }} - interval '30 days'
        and created_at <= {{ instant() }}

),

{# In the trash an original keeps its rule: throwing it away must not open it. #}
shared_posts as (

    select
        reposts.post_id,
        originals.visibility,
        case when originals.author_type = 'individual' then originals.author_id end as shared_author_id
    from {{ ref('stg_soc_posts') }} as reposts
    inner join {{ ref('stg_soc_posts_with_trash') }} as originals on reposts.shared_post_id = originals.post_id

),

decayed as (

    select
        posts.*,
        shared_posts.shared_author_id,
        {# Who passes on what was meant for a few does not show it to more. #}
        case when shared_posts.visibility <> 'public' then 'private' else posts.visibility end as shown_to,
        round(
            (
                posts.engagement_score
                * 0.5 ^ (extract(epoch from {{ instant() }} - posts.created_at)::float / (86400 * {{ half_life_days }}))
            )::numeric, 4
        ) as decayed_engagement
    from posts
    left join shared_posts on posts.post_id = shared_posts.post_id

),

ordered as (

    select
        *,
        row_number() over (order by decayed_engagement desc, created_at desc, post_id desc) as feed_rank_number
    from decayed

),

{# An author's best posts differ by who looks: each kind of reader has its own three. #}
numbered as (

    select
        *,
        row_number() over (author_posts) as number_for_author,
        count(*) filter (where shown_to in ('public', 'connections')) over (author_posts) as number_for_connections,
        count(*) filter (where shown_to = 'public') over (author_posts) as number_for_public
    from ordered
    window author_posts as (partition by author_type, author_id order by feed_rank_number)

),

capped as (

    select
        *,
        number_for_author <= {{ author_cap }} as is_candidate_for_author,
        shown_to in ('public', 'connections') and number_for_connections <= {{ author_cap }}
            as is_candidate_for_connections,
        shown_to = 'public' and number_for_public <= {{ author_cap }} as is_candidate_for_public
    from numbered

)

select
    post_id,
    author_type,
    author_id,
    shared_author_id,
    visibility,
    created_at,
    engagement_score,
    decayed_engagement::numeric(12, 4) as decayed_engagement,
    feed_rank_number::integer as feed_rank_number,
    case
        when is_candidate_for_public
            then row_number() over (partition by is_candidate_for_public order by feed_rank_number)
    end::integer as public_rank_number,
    is_candidate_for_author,
    is_candidate_for_connections,
    is_candidate_for_public
from capped
where is_candidate_for_author or is_candidate_for_connections or is_candidate_for_public
