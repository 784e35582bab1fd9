{#- Every period ends at the last day with a price in any zone, never at the clock. -#}
{%- set periods = [1, 7, 30, 365] -%}

with

days as (

    select * from {{ ref('ana_necc_daily_prices') }}

),

as_of as (

    select max(price_date) as as_of_date
    from days
    where day_state = 'published'

),

latest_prices as (

    select distinct on (days.zone_id)
        days.*,
        as_of.as_of_date
    from days
    cross join as_of
    where days.day_state = 'published'
    order by days.zone_id asc, days.price_date desc

),

{# Prices on the basis of the zone's latest one, so that no figure mixes two bases. #}
recent_prices as (

    select
        days.zone_id,
        latest_prices.as_of_date - days.price_date as days_ago,
        case latest_prices.price_basis
            when 'suggested' then days.suggested_price_inr_per_100_eggs
            when 'prevailing' then days.prevailing_price_inr_per_100_eggs
        end as price
    from latest_prices
    inner join days
        on
            latest_prices.zone_id = days.zone_id
            and days.price_date between latest_prices.as_of_date - 365 and latest_prices.as_of_date

),

periods as (

    select
        zone_id,
        max(price) filter (where days_ago = 0) as price_now,
        {%- for period in periods %}
        max(price) filter (where days_ago = {{ period }}) as price_{{ period }}d_ago,
        {%- endfor %}
        avg(price) filter (where days_ago < 30) as mean_30d,
        max(price) filter (where days_ago < 30) - min(price) filter (where days_ago < 30) as range_30d,
        count(price) filter (where days_ago < 30) as count_30d,
        (array_agg(price order by days_ago desc) filter (where days_ago < 7 and price is not null))[1] as first_7d,
        (array_agg(price order by days_ago) filter (where days_ago < 7 and price is not null))[1] as last_7d,
        count(price) filter (where days_ago < 7) as count_7d
    from recent_prices
    group by zone_id

),

figures as (

    select
        latest_prices.*,
        periods.price_now,
        {%- for period in periods %}
        periods.price_{{ period }}d_ago,
        {%- endfor %}
        periods.mean_30d,
        case
            when periods.count_30d >= 2 then round(100.0 * periods.range_30d / periods.mean_30d, 1)
        end as volatility_30d_pct,
        case
            when periods.count_7d >= 2 then {{ percent_change('periods.last_7d', 'periods.first_7d') }}
        end as trend_7d_pct,
        rank() over (
            partition by latest_prices.zone_type order by periods.price_now desc nulls last
        ) as price_rank,
        count(periods.price_now) over (partition by latest_prices.zone_type) as zones_in_type_count,
        avg(periods.price_now) over (
            partition by latest_prices.zone_type
            rows between unbounded preceding and unbounded following exclude current row
        ) as same_type_mean
    from latest_prices
    inner join periods on latest_prices.zone_id = periods.zone_id

)

select
    zone_id,
    zone_name,
    zone_type,
    state,
    as_of_date,
    price_date as latest_price_date,
    price_basis as latest_price_basis,
    price_inr_per_100_eggs as latest_price_inr_per_100_eggs,
    as_of_date - price_date as latest_price_age_days,
    price_now is not null as is_published_today,
    {%- for period in periods %}
    price_now - price_{{ period }}d_ago as change_{{ period }}d_inr_per_100_eggs,
    {{ percent_change('price_now', 'price_' ~ period ~ 'd_ago') }} as change_{{ period }}d_pct,
    {%- endfor %}
    mean_30d::numeric(8, 2) as mean_30d_inr_per_100_eggs,
    volatility_30d_pct::numeric(5, 1) as volatility_30d_pct,
    case
        when volatility_30d_pct < 5 then 'low'
        when volatility_30d_pct < 10 then 'medium'
        when volatility_30d_pct >= 10 then 'high'
    end as volatility_level,
    trend_7d_pct::numeric(8, 2) as trend_7d_pct,
    case
        when trend_7d_pct > 2 then 'rising'
        when trend_7d_pct < -2 then 'declining'
        when trend_7d_pct between -2 and 2 then 'stable'
    end as trend_7d,
    case when price_now is not null then price_rank end::integer as price_rank_in_type,
    zones_in_type_count::integer as zones_in_type_count,
    same_type_mean::numeric(8, 2) as same_type_mean_inr_per_100_eggs,
    (price_now - same_type_mean)::numeric(8, 2) as difference_from_same_type_mean_inr_per_100_eggs
from figures
