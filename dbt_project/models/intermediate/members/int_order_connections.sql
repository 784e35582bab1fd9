{#- A table, because the triangles join it with itself twice, and a planner without statistics goes wrong there.
    Without an index: looking each pair up by one takes five times as long as the hash joins. -#}
{{ config(materialized='table') }}

with

members as (

    select
        profile_id,
        row_number() over (order by count(*), profile_id)::integer as member_number
    from {{ ref('int_connected_members') }}
    group by profile_id

)

select
    lower_members.member_number as lower_number,
    higher_members.member_number as higher_number,
    lower_members.profile_id as lower_profile_id,
    higher_members.profile_id as higher_profile_id
from {{ ref('int_connected_members') }} as connections
inner join members as lower_members on connections.profile_id = lower_members.profile_id
inner join members as higher_members on connections.connected_id = higher_members.profile_id
where lower_members.member_number < higher_members.member_number
