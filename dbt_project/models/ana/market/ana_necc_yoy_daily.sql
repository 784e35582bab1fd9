with

prices as (

    select
        zone_id,
        zone_name,
        zone_type,
        state,
        extract(month from price_date)::integer as month_number,
        extract(day from price_date)::integer as day_number,
        extract(year from price_date)::integer as price_year,
        suggested_price_inr_per_100_eggs as price_inr_per_100_eggs
    from {{ ref('ana_necc_daily_prices') }}
    where suggested_price_inr_per_100_eggs is not null

),

across_years as (

    select
        *,
        case
            when lag(price_year) over by_year = price_year - 1
                then lag(price_inr_per_100_eggs) over by_year
        end as last_year_price_inr_per_100_eggs,
        count(*) over same_day as years_count,
        max(price_inr_per_100_eggs) over same_day as highest_price_inr_per_100_eggs,
        min(price_inr_per_100_eggs) over same_day as lowest_price_inr_per_100_eggs,
        avg(price_inr_per_100_eggs) over same_day as mean_price_inr_per_100_eggs,
        first_value(price_year) over (
            same_day order by price_inr_per_100_eggs desc, price_year desc
        ) as highest_price_year,
        first_value(price_year) over (
            same_day order by price_inr_per_100_eggs asc, price_year desc
        ) as lowest_price_year
    from prices
    window
        same_day as (partition by zone_id, month_number, day_number),
        by_year as (same_day order by price_year)

)

select
    zone_id,
    month_number,
    day_number,
    price_year,
    zone_name,
    zone_type,
    state,
    price_inr_per_100_eggs,
    last_year_price_inr_per_100_eggs,
    price_inr_per_100_eggs - last_year_price_inr_per_100_eggs as change_inr_per_100_eggs,
    {{ percent_change(
        'price_inr_per_100_eggs', 'last_year_price_inr_per_100_eggs'
    ) }} as change_pct,
    years_count::integer as years_count,
    highest_price_inr_per_100_eggs,
    highest_price_year,
    lowest_price_inr_per_100_eggs,
    lowest_price_year,
    mean_price_inr_per_100_eggs::numeric(8, 2) as mean_price_inr_per_100_eggs
from across_years
where years_count >= 2
