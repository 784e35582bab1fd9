with

zones as (

    {{ rows_if_there('core', 'nec_zones', {'id': 'uuid', 'slug': 'text'}) }}

)

select
    id as zone_id,
    slug as zone_slug
from zones
