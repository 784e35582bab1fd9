with

activity as (

    select
        profile_id,
        {{ india_date('created_at') }} as activity_date,
        extract(hour from created_at at time zone 'Asia/Kolkata')::integer as hour_number
    from {{ ref('stg_ana_activity_log') }}

),

{# The first recorded day may be purged in part, and the instant's day is not over. #}
whole_days as (

    select
        min(activity_date) + 1 as first_date,
        least(max(activity_date), {{ instant_date() }} - 1) as last_date
    from activity

),

weekdays as (

    select
        extract(isodow from whole_date)::integer as weekday_number,
        count(*)::integer as observed_days_count
    from whole_days
    cross join lateral generate_series(first_date, last_date, interval '1 day') as days (whole_date)
    group by weekday_number

),

member_hours as (

    select
        extract(isodow from activity.activity_date)::integer as weekday_number,
        activity.hour_number,
        activity.profile_id,
        count(*) as events_count
    from activity
    inner join whole_days on activity.activity_date between whole_days.first_date and whole_days.last_date
    group by weekday_number, activity.hour_number, activity.profile_id

),

hours as (

    select
        weekday_number,
        hour_number,
        sum(events_count)::integer as events_count,
        count(*)::integer as members_count
    from member_hours
    group by weekday_number, hour_number

)

select
    weekdays.weekday_number,
    day_hours.hour_number,
    weekdays.observed_days_count,
    coalesce(hours.events_count, 0) as events_count,
    coalesce(hours.members_count, 0) as members_count,
    round(coalesce(hours.events_count, 0)::numeric / weekdays.observed_days_count, 2)::numeric(10, 2)
        as mean_weekly_events
from weekdays
cross join generate_series(0, 23) as day_hours (hour_number)
left join hours
    on
        weekdays.weekday_number = hours.weekday_number
        and day_hours.hour_number = hours.hour_number
