select
    entity_type,
    entity_id,
    count(*)::integer as views_count,
    count(distinct viewer_id)::integer as viewers_count
from {{ ref('stg_ana_entity_views') }}
group by entity_type, entity_id
