with

prices as (

    select *
    from {{ source('market', 'nec_prices') }}

)

select
    zone_id,
    date as price_date,
    date - (day_of_month - 1) as price_month,
    suggested_source,
    prevailing_source,
    suggested_price as suggested_price_inr_per_100_eggs,
    prevailing_price as prevailing_price_inr_per_100_eggs,
    is_in_imputed_month,
    suggested_vanished_at,
    prevailing_vanished_at,
    last_changed_at
from prices
