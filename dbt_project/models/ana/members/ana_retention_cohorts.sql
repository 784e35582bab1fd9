with

{# Weeks of which every day is still kept, and the one that is not over. #}
weeks as (

    select week::date as activity_week_date
    from generate_series(
        date_trunc('week', {{ instant_date() }} - 90) + interval '7 days',
        date_trunc('week', {{ instant_date() }}),
        interval '7 days'
    ) as week

),

members as (

    select
        profile_id,
        {{ india_week('created_at') }} as cohort_week_date
    from {{ ref('stg_profiles') }}
    where created_at <= {{ instant() }}

),

cohorts as (

    select
        cohort_week_date,
        count(*)::integer as members_count
    from members
    group by cohort_week_date

),

active_weeks as (

    select
        profile_id,
        date_trunc('week', active_date)::date as activity_week_date
    from {{ ref('int_list_active_days') }}
    group by profile_id, date_trunc('week', active_date)::date

),

active_members as (

    select
        members.cohort_week_date,
        active_weeks.activity_week_date,
        count(*)::integer as members_count
    from active_weeks
    inner join members on active_weeks.profile_id = members.profile_id
    group by members.cohort_week_date, active_weeks.activity_week_date

)

select
    cohorts.cohort_week_date,
    weeks.activity_week_date,
    (weeks.activity_week_date - cohorts.cohort_week_date) / 7 as weeks_since_joining,
    cohorts.members_count,
    coalesce(active_members.members_count, 0) as active_members_count,
    {{ percent_of('coalesce(active_members.members_count, 0)', 'cohorts.members_count') }}::numeric(5, 2)
        as retention_pct,
    weeks.activity_week_date + 7 <= {{ instant_date() }} as is_week_over
from cohorts
inner join weeks on cohorts.cohort_week_date <= weeks.activity_week_date
left join active_members
    on
        cohorts.cohort_week_date = active_members.cohort_week_date
        and weeks.activity_week_date = active_members.activity_week_date
