with

prices as (

    {{ rows_if_there('core', 'nec_prices', {
        'zone_id': 'uuid',
        'date': 'date',
        'suggested_price': 'integer',
        'prevailing_price': 'integer',
        'updated_at': 'timestamptz',
    }) }}

)

select
    zone_id,
    date as price_date,
    suggested_price as suggested_price_inr_per_100_eggs,
    prevailing_price as prevailing_price_inr_per_100_eggs,
    updated_at as last_changed_at
from prices
