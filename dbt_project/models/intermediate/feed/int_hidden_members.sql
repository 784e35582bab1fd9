with

blocks as (

    select
        blocker_id as profile_id,
        blocked_id as hidden_id
    from {{ ref('stg_soc_blocked_users') }}
    union all
    select
        profile_id_1 as profile_id,
        profile_id_2 as hidden_id
    from {{ ref('stg_soc_connections') }}
    where status = 'blocked'

)

{# A block hides both from each other, whoever placed it. #}
select
    profile_id,
    hidden_id
from blocks
union
select
    hidden_id as profile_id,
    profile_id as hidden_id
from blocks
