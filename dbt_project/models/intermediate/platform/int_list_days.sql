select
    generate_series(
        least(date '2009-01-01', {{ india_date('min(created_at)') }}), {{ instant_date() }}, '1 day'
    )::date as day_date
from {{ ref('stg_profiles') }}
