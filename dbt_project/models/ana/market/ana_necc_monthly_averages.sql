with

priced_days as (

    select
        *,
        date_trunc('month', price_date::timestamp)::date as price_month
    from {{ ref('ana_necc_daily_prices') }}
    where day_state = 'published'

),

zone_months as (

    select
        zone_id,
        price_month,
        min(zone_name) as zone_name,
        min(zone_type) as zone_type,
        min(state) as state,
        {%- for basis in ['suggested', 'prevailing'] %}
        avg({{ basis }}_price_inr_per_100_eggs)::numeric(8, 2) as avg_{{ basis }}_price_inr_per_100_eggs,
        min({{ basis }}_price_inr_per_100_eggs) as min_{{ basis }}_price_inr_per_100_eggs,
        max({{ basis }}_price_inr_per_100_eggs) as max_{{ basis }}_price_inr_per_100_eggs,
        count({{ basis }}_price_inr_per_100_eggs)::integer as {{ basis }}_days_count,
        min(price_date) filter (
            where {{ basis }}_price_inr_per_100_eggs is not null
        ) as first_{{ basis }}_price_date,
        max(price_date) filter (
            where {{ basis }}_price_inr_per_100_eggs is not null
        ) as last_{{ basis }}_price_date,
        {%- endfor %}
        count(*)::integer as published_days_count,
        extract(day from price_month + interval '1 month - 1 day')::integer as days_in_month_count
    from priced_days
    group by zone_id, price_month

)

select
    *,
    published_days_count = days_in_month_count as is_complete_month
from zone_months
