select
    connected.profile_id,
    connected.connected_id as findable_id,
    points.profile_strength
from {{ ref('int_connected_members') }} as connected
inner join {{ ref('stg_profiles') }} as profiles on connected.connected_id = profiles.profile_id
inner join {{ ref('int_profile_points') }} as points on connected.connected_id = points.profile_id
left join {{ ref('stg_usr_privacy_settings') }} as privacy on connected.connected_id = privacy.profile_id
where
    profiles.is_public
    and coalesce(privacy.profile_visibility <> 'private', true)
    and coalesce(privacy.allow_discovery, true)
order by connected.profile_id
