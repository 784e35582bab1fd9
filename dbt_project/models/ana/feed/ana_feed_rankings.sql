{#- A member's feed is not read further than this. -#}
{%- set length = 200 -%}

with

members as (

    select * from {{ ref('int_feed_members') }}

),

posts as (

    select * from {{ ref('ana_feed_posts') }}

),

hidden_posts as (

    select
        hidden.profile_id,
        posts.post_id,
        posts.public_rank_number
    from {{ ref('int_hidden_members') }} as hidden
    inner join posts on hidden.hidden_id = posts.author_id and posts.author_type = 'individual'
    union
    select
        hidden.profile_id,
        posts.post_id,
        posts.public_rank_number
    from {{ ref('int_hidden_members') }} as hidden
    inner join posts on hidden.hidden_id = posts.shared_author_id

),

known_posts as (

    select
        authors.profile_id,
        authors.relevance,
        posts.post_id,
        posts.feed_rank_number,
        posts.public_rank_number,
        case authors.relevance
            when 1.0 then posts.is_candidate_for_author
            when 0.9 then posts.is_candidate_for_connections
            else posts.is_candidate_for_public
        end as is_candidate
    from members
    inner join {{ ref('int_known_authors') }} as authors on members.profile_id = authors.profile_id
    inner join posts on authors.author_type = posts.author_type and authors.author_id = posts.author_id

),

known_rankings as (

    select
        known_posts.profile_id,
        known_posts.relevance,
        known_posts.post_id,
        row_number() over (
            partition by known_posts.profile_id order by known_posts.relevance desc, known_posts.feed_rank_number asc
        ) as rank_number
    from known_posts
    left join hidden_posts
        on known_posts.profile_id = hidden_posts.profile_id and known_posts.post_id = hidden_posts.post_id
    where known_posts.is_candidate and hidden_posts.post_id is null

),

known_counts as (

    select
        profile_id,
        max(rank_number) as known_count
    from known_rankings
    group by profile_id

),

{# What a member skips in the list of public posts that all share; 0 stands before its first. #}
skipped as (

    select
        profile_id,
        0 as public_rank_number
    from members
    union all
    select
        profile_id,
        public_rank_number
    from known_posts
    where public_rank_number is not null
    union
    select
        hidden_posts.profile_id,
        hidden_posts.public_rank_number
    from hidden_posts
    inner join members on hidden_posts.profile_id = members.profile_id
    where hidden_posts.public_rank_number is not null

),

{# Between two skipped ones a member gets the list as it is, so nothing has to be sorted a member. #}
stretches as (

    select
        skipped.profile_id,
        skipped.public_rank_number as after_number,
        lead(skipped.public_rank_number) over in_list as before_number,
        coalesce(known_counts.known_count, 0) - row_number() over in_list + 1 as moved_by
    from skipped
    left join known_counts on skipped.profile_id = known_counts.profile_id
    window in_list as (partition by skipped.profile_id order by skipped.public_rank_number)

),

listed as (

    select
        profile_id,
        moved_by,
        generate_series(after_number + 1, least(before_number - 1, {{ length }} - moved_by)) as public_rank_number
    from stretches

)

select
    profile_id,
    rank_number::integer as rank_number,
    post_id,
    case relevance when 1.0 then 'own' when 0.9 then 'connection' else 'followed' end as relation
from known_rankings
where rank_number <= {{ length }}
union all
select
    listed.profile_id,
    (listed.public_rank_number + listed.moved_by)::integer as rank_number,
    posts.post_id,
    'public' as relation
from listed
inner join posts on listed.public_rank_number = posts.public_rank_number
