{#- A day with activity makes a member active on it and the days after it, as many as the window has.
    Days that overlap make one stretch, so that starts less ends of stretches are the members active:
    no day is joined with the days before it. -#}
{%- set windows = {'daily': 1, 'weekly': 7, 'monthly': 30} -%}

with

member_days as (

    select
        activity_date,
        lag(activity_date) over by_day as previous_date,
        lead(activity_date) over by_day as next_date
    from {{ ref('int_member_days') }}
    window by_day as (partition by profile_id order by activity_date)

),

turns as (

    {% for window, days in windows.items() %}
    select
        '{{ window }}' as activity_window,
        activity_date as metric_date,
        1 as members_count
    from member_days
    where previous_date is null or activity_date - previous_date >= {{ days }}
    union all
    select
        '{{ window }}' as activity_window,
        activity_date + {{ days }} as metric_date,
        -1 as members_count
    from member_days
    where next_date is null or next_date - activity_date >= {{ days }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

),

days as (

    select generate_series(min(activity_date), {{ instant_date() }}, '1 day')::date as metric_date
    from member_days

),

daily as (

    select
        {%- for window in windows %}
        sum(members_count) filter (where activity_window = '{{ window }}') as {{ window }},
        {%- endfor %}
        metric_date
    from turns
    group by metric_date

)

{# As long as the records do not fill a window, who was active in it is not known. #}
select
    {%- for window, window_days in windows.items() %}
    case
        when row_number() over by_day >= {{ window_days }}
            then coalesce(sum(daily.{{ window }}) over by_day, 0)::integer
    end as {{ window }}_active_members_count,
    {%- endfor %}
    days.metric_date
from days
left join daily on days.metric_date = daily.metric_date
window by_day as (order by days.metric_date)
