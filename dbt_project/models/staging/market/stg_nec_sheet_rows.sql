with

sheet_rows as (

    select *
    from {{ source('market', 'nec_sheet_rows') }}

)

select
    zone_id,
    sheet_month as price_month,
    basis as price_basis,
    published_days_count,
    printed_average as printed_average_inr_per_100_eggs,
    computed_average as computed_average_inr_per_100_eggs,
    is_average_confirmed
from sheet_rows
