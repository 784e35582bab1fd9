with

pairs as (

    select
        least(from_profile_id, to_profile_id) as lower_profile_id,
        greatest(from_profile_id, to_profile_id) as higher_profile_id,
        {%- for kind in ['message', 'comment', 'like', 'endorsement'] %}
        count(*) filter (where kind = '{{ kind }}')::integer as {{ kind }}s_count,
        {%- endfor %}
        bool_or(from_profile_id < to_profile_id) and bool_or(from_profile_id > to_profile_id) as is_mutual,
        max(interacted_at) as last_interaction_at
    from {{ ref('int_list_interactions') }}
    group by least(from_profile_id, to_profile_id), greatest(from_profile_id, to_profile_id)

),

scored_pairs as (

    select
        *,
        likes_count + 3 * (comments_count + messages_count) + 5 * endorsements_count as tie_score
    from pairs

)

select
    scored_pairs.*,
    scored_pairs.is_mutual and scored_pairs.tie_score >= 10 as is_strong,
    connections.connection_id is not null as is_connected
from scored_pairs
left join {{ ref('stg_soc_connections') }} as connections
    on
        scored_pairs.lower_profile_id = connections.profile_id_1
        and scored_pairs.higher_profile_id = connections.profile_id_2
        and connections.status = 'accepted'
