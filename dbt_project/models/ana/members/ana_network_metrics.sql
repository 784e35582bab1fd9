with

degrees as (

    select
        profile_id,
        count(*)::integer as connections_count
    from {{ ref('int_connected_members') }}
    group by profile_id

),

sides as (

    select
        *,
        lower_profile_id as profile_id,
        higher_profile_id as tied_profile_id
    from {{ ref('ana_member_ties') }}
    union all
    select
        *,
        higher_profile_id as profile_id,
        lower_profile_id as tied_profile_id
    from {{ ref('ana_member_ties') }}

),

ties as (

    select
        profile_id,
        count(*)::integer as ties_count,
        count(*) filter (where is_strong)::integer as strong_ties_count,
        count(*) filter (where is_connected)::integer as tied_connections_count,
        {%- for kind in ['messages', 'comments', 'likes', 'endorsements'] %}
        sum({{ kind }}_count)::integer as {{ kind }}_count,
        {%- endfor %}
        sum(tie_score)::integer as tie_score,
        max(tie_score) as strongest_tie_score,
        (array_agg(tied_profile_id order by tie_score desc, last_interaction_at desc, tied_profile_id asc))[1]
            as strongest_tie_profile_id
    from sides
    group by profile_id

)

select
    profiles.profile_id,
    coalesce(degrees.connections_count, 0) as connections_count,
    coalesce(triangles.triangles_count, 0) as triangles_count,
    case
        when degrees.connections_count >= 2
            then round(
                2.0 * coalesce(triangles.triangles_count, 0)
                / (degrees.connections_count::bigint * (degrees.connections_count - 1)), 4
            )
    end::numeric(5, 4) as clustering_coefficient,
    {%- for column in [
        'ties', 'strong_ties', 'tied_connections', 'messages', 'comments', 'likes', 'endorsements'
    ] %}
    coalesce(ties.{{ column }}_count, 0) as {{ column }}_count,
    {%- endfor %}
    coalesce(ties.tie_score, 0) as tie_score,
    ties.strongest_tie_profile_id,
    ties.strongest_tie_score
from {{ ref('stg_profiles') }} as profiles
left join degrees on profiles.profile_id = degrees.profile_id
left join {{ ref('int_count_triangles') }} as triangles on profiles.profile_id = triangles.profile_id
left join ties on profiles.profile_id = ties.profile_id
