with

{% for name, child, author in [
    ('posts', ref('stg_soc_posts'), 'author_id'), ('comments', ref('stg_soc_post_comments'), 'profile_id'),
] %}
{{ name }} as (

    select
        {{ author }} as profile_id,
        count(*)::integer as rows_count
    from {{ child }}
    where
        created_at > {{ instant() }} - interval '30 days'
        and created_at <= {{ instant() }}
        {%- if name == 'posts' %}
        and author_type = 'individual'
        {%- endif %}
    group by {{ author }}

),

{% endfor %}
top_users as (

    select
        profiles.profile_id,
        profiles.location_state as state,
        profiles.verification_level,
        profiles.last_active_at,
        coalesce(posts.rows_count, 0) as posts_30d_count,
        coalesce(comments.rows_count, 0) as comments_30d_count
    from {{ ref('stg_profiles') }} as profiles
    left join posts on profiles.profile_id = posts.profile_id
    left join comments on profiles.profile_id = comments.profile_id
    where
        profiles.is_public
        and profiles.last_active_at > {{ instant() }} - interval '7 days'
        and profiles.last_active_at <= {{ instant() }}
    order by posts_30d_count desc, comments_30d_count desc, profiles.last_active_at desc, profiles.profile_id asc
    limit 100

),

{# Counted for those who are shown alone. #}
connections as (

    select
        top_users.profile_id,
        count(*)::integer as rows_count
    from top_users
    inner join {{ ref('int_connected_members') }} as connections on top_users.profile_id = connections.profile_id
    group by top_users.profile_id

),

followers as (

    select
        top_users.profile_id,
        count(*)::integer as rows_count
    from top_users
    inner join {{ ref('stg_soc_follows') }} as follows
        on top_users.profile_id = follows.following_id and follows.following_type = 'individual'
    group by top_users.profile_id

)

select
    top_users.*,
    row_number() over (
        order by
            top_users.posts_30d_count desc, top_users.comments_30d_count desc,
            top_users.last_active_at desc, top_users.profile_id asc
    )::integer as rank_number,
    coalesce(connections.rows_count, 0) as connections_count,
    coalesce(followers.rows_count, 0) as followers_count
from top_users
left join connections on top_users.profile_id = connections.profile_id
left join followers on top_users.profile_id = followers.profile_id
