{{ config(materialized='table') }}

{#- How far a price must stand off both neighbours, and how old those may be. -#}
{%- set least_pct = 10 -%}
{%- set most_days = 7 -%}

with

neighbours as (

    select
        zone_id,
        price_date,
        price_inr_per_100_eggs as price,
        lag(price_inr_per_100_eggs) over of_zone as price_before,
        lead(price_inr_per_100_eggs) over of_zone as price_after,
        price_date - lag(price_date) over of_zone as days_before,
        lead(price_date) over of_zone - price_date as days_after
    from {{ ref('int_necc_published_prices') }}
    window of_zone as (partition by zone_id, price_basis order by price_date)

),

stand_offs as (

    select
        *,
        (price_before + price_after) / 2.0 as reference_price,
        {{ percent_change('price', '((price_before + price_after) / 2.0)') }} as change_pct,
        least(abs(price - price_before), abs(price - price_after)) as nearer_distance,
        least(
            abs({{ percent_change('price', 'price_before') }}),
            abs({{ percent_change('price', 'price_after') }})
        ) as least_change_pct
    from neighbours
    where days_before <= {{ most_days }} and days_after <= {{ most_days }}

),

{# A day on which all zones jumped and came back is the market's, not a typist's. #}
market as (

    select
        price_date,
        percentile_cont(0.5) within group (order by change_pct) as market_change_pct
    from stand_offs
    group by price_date

)

select
    stand_offs.zone_id,
    stand_offs.price_date,
    stand_offs.price as price_inr_per_100_eggs,
    stand_offs.reference_price::numeric(8, 2) as reference_price_inr_per_100_eggs,
    stand_offs.change_pct
from stand_offs
inner join market on stand_offs.price_date = market.price_date
where
    sign(stand_offs.price - stand_offs.price_before) = sign(stand_offs.price - stand_offs.price_after)
    and stand_offs.least_change_pct >= {{ least_pct }}
    and abs(stand_offs.change_pct - market.market_change_pct) >= {{ least_pct }}
    and abs(stand_offs.price_after - stand_offs.price_before) * 2 < stand_offs.nearer_distance
