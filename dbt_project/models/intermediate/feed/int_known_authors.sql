with

authors as (

    select
        profile_id,
        'individual' as author_type,
        profile_id as author_id,
        1.0 as relevance
    from {{ ref('stg_profiles') }}
    union all
    select
        profile_id,
        'individual' as author_type,
        connected_id as author_id,
        0.9 as relevance
    from {{ ref('int_connected_members') }}
    union all
    select
        follower_id as profile_id,
        following_type as author_type,
        following_id as author_id,
        0.8 as relevance
    from {{ ref('stg_soc_follows') }}
    where follower_type = 'individual'

)

{# Many follow those whom they are connected with: the closest counts. #}
select
    profile_id,
    author_type,
    author_id,
    max(relevance) as relevance
from authors
group by profile_id, author_type, author_id
