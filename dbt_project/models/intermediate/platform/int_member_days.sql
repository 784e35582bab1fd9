with

activity as (

    select
        profile_id,
        {{ india_date('created_at') }} as activity_date,
        activity_type,
        created_at
    from {{ ref('stg_ana_activity_log') }}

),

counted as (

    select
        profile_id,
        activity_date,
        count(*) as events_count,
        count(*) filter (where activity_type = 'login') as logins_count,
        min(created_at) as first_active_at,
        max(created_at) as last_active_at
    from activity
    {{ only_touched(ref('int_touched_member_days')) }}
    group by profile_id, activity_date

),

{% if is_incremental() %}
standing as (

    select
        profile_id,
        activity_date,
        events_count,
        logins_count,
        first_active_at,
        last_active_at
    from {{ this }}
    {{ only_touched(ref('int_touched_member_days')) }}

),
{% endif %}

{# The source keeps activity for 90 days. Of a day at that border or before, what was once counted stands. #}
known as (

    select * from counted
    {% if is_incremental() %}
    union all
    select * from standing
    where activity_date <= {{ india_date(instant() ~ " - interval '90 days'") }}
    {% endif %}

)

select
    profile_id,
    activity_date,
    max(events_count)::integer as events_count,
    max(logins_count)::integer as logins_count,
    min(first_active_at) as first_active_at,
    max(last_active_at) as last_active_at
from known
group by profile_id, activity_date
