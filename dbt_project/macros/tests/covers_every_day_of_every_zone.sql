{#- Fails for each zone whose days are not exactly those of the calendar. -#}
{% test covers_every_day_of_every_zone(model) %}

with

calendar as (

    select
        min(price_date) as first_date,
        max(price_date) as last_date,
        count(*) as days_count
    from {{ ref('int_necc_covered_days') }}

),

zones as (

    select
        zone_id,
        min(price_date) as first_date,
        max(price_date) as last_date,
        count(distinct price_date) as days_count
    from {{ model }}
    group by zone_id

)

select *
from zones
where row(first_date, last_date, days_count) is distinct from (
    select row(calendar.first_date, calendar.last_date, calendar.days_count)
    from calendar
)

{% endtest %}
