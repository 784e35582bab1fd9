select
    profile_id_1 as profile_id,
    profile_id_2 as connected_id
from {{ ref('stg_soc_connections') }}
where status = 'accepted'
union all
select
    profile_id_2 as profile_id,
    profile_id_1 as connected_id
from {{ ref('stg_soc_connections') }}
where status = 'accepted'
order by profile_id
