with

coverage as (

    select *
    from {{ source('market', 'nec_coverage') }}

)

select
    sheet_month as price_month,
    origin,
    covered_until as covered_until_date,
    read_at
from coverage
