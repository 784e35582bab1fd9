with

ends as (

    select {{ instant_date() }} as day_date
    union all
    select max(price_date) as day_date
    from {{ ref('int_necc_covered_days') }}

)

select generate_series(date '2009-01-01', max(day_date), '1 day')::date as day_date
from ends
