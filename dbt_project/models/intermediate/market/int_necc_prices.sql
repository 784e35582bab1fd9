{#- The application has its own ids of zones; their slugs are the same everywhere. -#}
with

collected as (

    select
        *,
        true as is_collected
    from {{ ref('stg_nec_prices') }}

),

zones as (

    select * from {{ ref('stg_nec_zones') }}

),

application_zones as (

    select * from {{ ref('stg_core_nec_zones') }}

),

application_prices as (

    select
        zone_id,
        price_date,
        last_changed_at,
        {{ plausible_price('suggested_price_inr_per_100_eggs') }} as suggested_price,
        {{ plausible_price('prevailing_price_inr_per_100_eggs') }} as prevailing_price
    from {{ ref('stg_core_nec_prices') }}

),

application as (

    select
        zones.zone_id,
        application_prices.price_date,
        application_prices.last_changed_at,
        application_prices.suggested_price,
        application_prices.prevailing_price
    from application_prices
    inner join application_zones on application_prices.zone_id = application_zones.zone_id
    inner join zones on application_zones.zone_slug = zones.zone_slug
    where num_nonnulls(application_prices.suggested_price, application_prices.prevailing_price) > 0

)

select
    zone_id,
    price_date,
    date_trunc('month', price_date::timestamp)::date as price_month,
    case
        when collected.is_collected then collected.suggested_source
        when application.suggested_price is not null then 'application'
    end as suggested_source,
    case
        when collected.is_collected then collected.prevailing_source
        when application.prevailing_price is not null then 'application'
    end as prevailing_source,
    case
        when collected.is_collected then collected.suggested_price_inr_per_100_eggs
        else application.suggested_price
    end as suggested_price_inr_per_100_eggs,
    case
        when collected.is_collected then collected.prevailing_price_inr_per_100_eggs
        else application.prevailing_price
    end as prevailing_price_inr_per_100_eggs,
    coalesce(collected.is_in_imputed_month, false) as is_in_imputed_month,
    collected.suggested_vanished_at,
    collected.prevailing_vanished_at,
    coalesce(collected.last_changed_at, application.last_changed_at) as last_changed_at,
    application.price_date is null
    or (
        collected.is_collected is not null
        and coalesce(application.suggested_price = collected.suggested_price_inr_per_100_eggs, true)
        and coalesce(application.prevailing_price = collected.prevailing_price_inr_per_100_eggs, true)
    ) as is_agreed
from collected
full join application using (zone_id, price_date)
