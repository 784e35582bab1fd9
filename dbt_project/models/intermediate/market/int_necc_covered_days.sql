with

last_price as (

    select price_date
    from {{ ref('int_necc_prices') }}
    order by price_date desc
    limit 1

),

last_reading as (

    select max(covered_until_date) as price_date
    from {{ ref('stg_nec_coverage') }}

),

last_day as (

    select greatest((select price_date from last_price), (select price_date from last_reading)) as price_date

)

select
    date '2009-01-01' + days_passed as price_date,
    date_trunc('month', (date '2009-01-01' + days_passed)::timestamp)::date as price_month
from last_day
cross join generate_series(0, price_date - date '2009-01-01') as days_passed
