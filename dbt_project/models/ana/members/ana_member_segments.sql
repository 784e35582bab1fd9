with

activity as (

    select
        profile_id,
        max(active_date) as last_active_date,
        count(*) filter (where active_date > {{ instant_date() }} - 30)::integer as last_30_days,
        count(*) filter (
            where active_date > {{ instant_date() }} - 60 and active_date <= {{ instant_date() }} - 30
        )::integer as previous_30_days
    from {{ ref('int_list_active_days') }}
    group by profile_id

),

{# The log forgets after 90 days; the profile remembers the last activity, however old. #}
members as (

    select
        profiles.*,
        {{ india_date('profiles.created_at') }} as joined_date,
        greatest(activity.last_active_date, {{ india_date('profiles.last_active_at') }}) as last_active_date,
        coalesce(activity.last_30_days, 0) as last_30_days,
        coalesce(activity.previous_30_days, 0) as previous_30_days
    from {{ ref('stg_profiles') }} as profiles
    left join activity on profiles.profile_id = activity.profile_id

)

select
    members.profile_id,
    coalesce(primary_roles.primary_role, 'none') as primary_role,
    members.location_state as state,
    members.country,
    members.verification_level,
    strength.profile_strength,
    case
        when strength.profile_strength < 20 then 'below_20'
        when strength.profile_strength < 50 then '20_to_49'
        when strength.profile_strength < 80 then '50_to_79'
        else '80_to_100'
    end as completeness_segment,
    case
        when members.joined_date > {{ instant_date() }} - 30 then 'new'
        when members.last_active_date > {{ instant_date() }} - 30
            then case
                when members.previous_30_days = 0 and members.joined_date <= {{ instant_date() }} - 60 then 'returned'
                else 'active'
            end
        when coalesce(members.last_active_date, members.joined_date) > {{ instant_date() }} - 90 then 'slipping'
        else 'lost'
    end as lifecycle,
    members.joined_date,
    members.last_active_date,
    members.last_30_days as active_30d_days,
    members.previous_30_days as active_previous_30d_days
from members
inner join {{ ref('ana_profile_strength') }} as strength on members.profile_id = strength.profile_id
left join {{ ref('int_primary_roles') }} as primary_roles on members.profile_id = primary_roles.profile_id
