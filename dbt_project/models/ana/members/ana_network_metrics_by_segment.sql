{%- set segment_types = ['state', 'primary_role'] -%}

with

members as (

    select
        segments.profile_id,
        coalesce(segments.state, 'unknown') as state,
        segments.primary_role,
        network.connections_count,
        network.clustering_coefficient,
        network.strong_ties_count
    from {{ ref('ana_member_segments') }} as segments
    inner join {{ ref('ana_network_metrics') }} as network on segments.profile_id = network.profile_id

),

{# A connection is there from both sides, so each side has its own answer. #}
connections_by_member as (

    select
        connections.profile_id,
        count(*) filter (where members.state = others.state) as same_state_count,
        count(*) filter (where members.primary_role = others.primary_role) as same_primary_role_count
    from {{ ref('int_connected_members') }} as connections
    inner join members on connections.profile_id = members.profile_id
    inner join members as others on connections.connected_id = others.profile_id
    group by connections.profile_id

),

members_by_segment as (

    {% for type in segment_types %}
    select
        '{{ type }}' as segment_type,
        members.{{ type }} as segment,
        members.connections_count,
        members.clustering_coefficient,
        members.strong_ties_count,
        coalesce(connections_by_member.same_{{ type }}_count, 0) as inside_count
    from members
    left join connections_by_member on members.profile_id = connections_by_member.profile_id
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    segment_type,
    segment,
    count(*)::integer as members_count,
    count(*) filter (where connections_count > 0)::integer as connected_members_count,
    round(avg(connections_count), 2)::numeric(8, 2) as mean_connections,
    percentile_disc(0.5) within group (order by connections_count) as median_connections,
    round(avg(clustering_coefficient), 4)::numeric(5, 4) as mean_clustering_coefficient,
    round(avg(strong_ties_count), 2)::numeric(8, 2) as mean_strong_ties,
    {{ percent_of('sum(inside_count)', 'sum(connections_count)') }} as inside_connections_pct
from members_by_segment
group by segment_type, segment
