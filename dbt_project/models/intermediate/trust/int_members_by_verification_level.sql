with

members as (

    select * from {{ ref('stg_profiles') }}

),

approved as (

    -- Three approvals of one type are one type.
    select
        profile_id,
        count(distinct verification_type)::integer as approved_types_count
    from {{ ref('stg_usr_verifications') }}
    where status = 'approved'
    group by profile_id

)

select
    members.profile_id,
    coalesce(approved.approved_types_count, 0) as approved_types_count,
    {{ verification_level('approved.approved_types_count') }} as verification_level
from members
left join approved on members.profile_id = approved.profile_id
