with

prices as (

    select
        *,
        suggested_price_inr_per_100_eggs is not null as is_suggested
    from {{ ref('int_necc_prices') }}

),

zones as (

    select zone_id
    from {{ ref('stg_nec_zones') }}
    where not needs_review

)

select
    prices.zone_id,
    prices.price_date,
    case when prices.is_suggested then 'suggested' else 'prevailing' end as price_basis,
    case when prices.is_suggested then prices.suggested_source else prices.prevailing_source end
        as price_source,
    case
        when prices.is_suggested then prices.suggested_price_inr_per_100_eggs
        else prices.prevailing_price_inr_per_100_eggs
    end as price_inr_per_100_eggs,
    prices.suggested_price_inr_per_100_eggs,
    prices.prevailing_price_inr_per_100_eggs,
    case when prices.is_suggested then prices.suggested_vanished_at else prices.prevailing_vanished_at end
    is not null as is_vanished,
    prices.is_in_imputed_month,
    prices.last_changed_at as source_changed_at
from prices
inner join zones on prices.zone_id = zones.zone_id
