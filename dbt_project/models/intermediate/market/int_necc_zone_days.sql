with

zone_months as (

    select * from {{ ref('int_necc_zone_months') }}

),

days as (

    select * from {{ ref('int_necc_covered_days') }}

),

prices as (

    select * from {{ ref('int_necc_published_prices') }}

)

select
    zone_months.zone_id,
    days.price_date,
    case
        when prices.zone_id is not null then 'published'
        when days.price_date <= zone_months.sheet_covered_until_date
            then case when zone_months.is_on_sheet then 'missing' else 'not_listed' end
        when days.price_date <= zone_months.archive_covered_until_date
            then case
                when days.price_date > zone_months.listed_until_date then 'not_listed'
                when zone_months.is_in_archive then 'missing'
                else 'not_read'
            end
        else 'not_read'
    end as day_state,
    prices.price_basis,
    prices.price_source,
    prices.price_inr_per_100_eggs,
    prices.suggested_price_inr_per_100_eggs,
    prices.prevailing_price_inr_per_100_eggs,
    coalesce(prices.is_vanished, false) as is_vanished,
    coalesce(prices.is_in_imputed_month, false) as is_in_imputed_month,
    prices.source_changed_at
from zone_months
inner join days on zone_months.price_month = days.price_month
left join prices
    on
        zone_months.zone_id = prices.zone_id
        and days.price_date = prices.price_date
