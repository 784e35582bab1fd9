{%- set measures = [
    'users', 'members', 'businesses', 'organizations', 'connections', 'posts', 'comments', 'likes',
    'events', 'jobs', 'resources', 'messages', 'logins', 'searches',
] -%}

with

new_rows as (

    select * from {{ ref('int_count_new_people_by_day') }}
    union all
    select * from {{ ref('int_count_new_content_by_day') }}

),

first_member as (

    select min(metric_date) as first_date
    from new_rows
    where measure = 'members'

),

{# What came before the first member, as an imported business may, is in the totals from the first day on. #}
days as (

    select generate_series(min(metric_date), {{ instant_date() }}, '1 day')::date as metric_date
    from new_rows

),

daily as (

    select
        {%- for measure in measures %}
        sum(new_count) filter (where measure = '{{ measure }}') as new_{{ measure }},
        {%- endfor %}
        metric_date
    from new_rows
    group by metric_date

),

running as (

    select
        {%- for measure in measures %}
        coalesce(daily.new_{{ measure }}, 0)::integer as new_{{ measure }}_count,
        coalesce(sum(daily.new_{{ measure }}) over by_day, 0)::integer as total_{{ measure }}_count,
        {%- endfor %}
        days.metric_date
    from days
    left join daily on days.metric_date = daily.metric_date
    window by_day as (order by days.metric_date)

)

select
    running.*,
    active.daily_active_members_count,
    active.weekly_active_members_count,
    active.monthly_active_members_count,
    {{ percent_of('active.daily_active_members_count', 'active.monthly_active_members_count') }} as stickiness_pct
from running
inner join first_member on running.metric_date >= first_member.first_date
left join {{ ref('int_count_active_members') }} as active on running.metric_date = active.metric_date
