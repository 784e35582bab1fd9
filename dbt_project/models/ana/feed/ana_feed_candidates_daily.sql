with

members as (

    select count(*) as active_members_count from {{ ref('int_feed_members') }}

),

posts as (

    select count(*) as public_posts_count from {{ ref('ana_feed_posts') }}
    where is_candidate_for_public

),

rankings as (

    select
        {% for relation in ['own', 'connection', 'followed', 'public'] %}
        count(*) filter (where relation = '{{ relation }}') as {{ relation }}_candidates_count,
        {% endfor %}
        count(*) filter (where rank_number = 1) as feeds_count
    from {{ ref('ana_feed_rankings') }}

)

select
    {{ instant_date() }} as feed_date,
    {{ instant() }} as measured_at,
    members.active_members_count::integer as active_members_count,
    (members.active_members_count - rankings.feeds_count)::integer as empty_feeds_count,
    posts.public_posts_count::integer as public_posts_count,
    rankings.own_candidates_count::integer as own_candidates_count,
    rankings.connection_candidates_count::integer as connection_candidates_count,
    rankings.followed_candidates_count::integer as followed_candidates_count,
    rankings.public_candidates_count::integer as public_candidates_count
from members
cross join posts
cross join rankings
where {{ counts_rows() }}
