-- The application keeps one primary role a member; were there two, the older one counts.
select distinct on (member_roles.profile_id)
    member_roles.profile_id,
    roles.slug as primary_role
from {{ ref('stg_usr_profile_roles') }} as member_roles
inner join {{ ref('stg_ref_roles') }} as roles on member_roles.role_id = roles.role_id
where member_roles.is_primary
order by member_roles.profile_id asc, member_roles.created_at asc, roles.slug asc
