with

connections as (

    select * from {{ ref('stg_soc_connections') }}
    where status = 'accepted'

)

select
    profile_id_1 as profile_id,
    profile_id_2 as connected_profile_id
from connections
union all
select
    profile_id_2 as profile_id,
    profile_id_1 as connected_profile_id
from connections
