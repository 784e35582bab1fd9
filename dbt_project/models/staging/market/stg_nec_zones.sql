with

zones as (

    select *
    from {{ source('market', 'nec_zones') }}

)

select
    id as zone_id,
    name as zone_name,
    slug as zone_slug,
    zone_type,
    state,
    listed_until as listed_until_date,
    is_active,
    needs_review
from zones
