select
    profile_id_1 as profile_id,
    profile_id_2 as settled_id
from {{ ref('stg_soc_connections') }}
union
select
    profile_id_2 as profile_id,
    profile_id_1 as settled_id
from {{ ref('stg_soc_connections') }}
union
select
    profile_id,
    hidden_id as settled_id
from {{ ref('int_hidden_members') }}
union
select
    profile_id,
    suggested_profile_id as settled_id
from {{ ref('stg_soc_connection_suggestions') }}
where status = 'dismissed'
order by profile_id
