{#- A spike or a drop is a larger change than this; a move of the market at least the second. -#}
{%- set spike_pct = 15 -%}
{%- set market_move_pct = 5 -%}
{%- set divergence_deviations = 2 -%}
{%- set least_zones = 5 -%}

with

zones as (

    select * from {{ ref('stg_nec_zones') }}

),

slips as (

    select * from {{ ref('int_necc_price_slips') }}

),

prices as (

    select * from {{ ref('int_necc_published_prices') }}

),

{# No slip is the reference or the part of a mean, so its rebound is no anomaly of its own. #}
against_others as (

    select
        prices.zone_id,
        prices.price_date,
        prices.price_inr_per_100_eggs as price,
        first_value(prices.price_inr_per_100_eggs) over three_days as oldest_price,
        count(*) over same_day as zones_count,
        avg(prices.price_inr_per_100_eggs) over same_day as mean_price,
        stddev_pop(prices.price_inr_per_100_eggs) over same_day as standard_deviation
    from prices
    left join slips
        on
            prices.zone_id = slips.zone_id
            and prices.price_date = slips.price_date
    where slips.zone_id is null
    window
        same_day as (partition by prices.price_date),
        three_days as (
            partition by prices.zone_id, prices.price_basis order by prices.price_date
            range between interval '3 days' preceding and interval '1 day' preceding
        )

),

measured as (

    select
        *,
        {{ percent_change('price', 'oldest_price') }} as change_pct,
        round((price - mean_price) / nullif(standard_deviation, 0), 2) as deviations
    from against_others

),

markets as (

    select
        price_date,
        count(change_pct) as zones_count,
        percentile_cont(0.5) within group (order by change_pct) as market_change_pct
    from measured
    group by price_date

),

anomalies as (

    select
        zone_id,
        price_date,
        case when change_pct > 0 then 'spike' else 'drop' end as anomaly_kind,
        oldest_price as reference_price,
        change_pct,
        null as zones_count,
        null as deviations
    from measured
    where abs(change_pct) > {{ spike_pct }}
    union all
    select
        zone_id,
        price_date,
        'divergence' as anomaly_kind,
        mean_price as reference_price,
        {{ percent_change('price', 'mean_price') }} as change_pct,
        zones_count,
        deviations
    from measured
    where abs(deviations) >= {{ divergence_deviations }} and zones_count >= {{ least_zones }}
    union all
    select
        zone_id,
        price_date,
        'slip' as anomaly_kind,
        reference_price_inr_per_100_eggs as reference_price,
        change_pct,
        null as zones_count,
        null as deviations
    from slips

)

select
    anomalies.zone_id,
    anomalies.price_date,
    anomalies.anomaly_kind,
    zones.zone_name,
    zones.zone_type,
    zones.state,
    prices.price_basis,
    prices.price_inr_per_100_eggs,
    anomalies.reference_price::numeric(8, 2) as reference_price_inr_per_100_eggs,
    anomalies.change_pct::numeric(8, 2) as change_pct,
    coalesce(anomalies.zones_count, markets.zones_count, 0)::integer as zones_compared_count,
    case
        when markets.zones_count >= {{ least_zones }} then markets.market_change_pct
    end::numeric(8, 2) as market_change_pct,
    coalesce(
        anomalies.anomaly_kind in ('spike', 'drop')
        and markets.zones_count >= {{ least_zones }}
        and sign(anomalies.change_pct) * markets.market_change_pct >= {{ market_move_pct }},
        false
    ) as is_market_move,
    anomalies.deviations::numeric(6, 2) as deviations
from anomalies
inner join prices
    on
        anomalies.zone_id = prices.zone_id
        and anomalies.price_date = prices.price_date
inner join zones on anomalies.zone_id = zones.zone_id
left join markets on anomalies.price_date = markets.price_date
