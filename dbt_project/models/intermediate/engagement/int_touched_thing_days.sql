{% for table, key in [
    ('ana_entity_views', 'entity_id'), ('shr_entity_likes', 'entity_id'), ('shr_entity_comments', 'entity_id'),
    ('shr_entity_shares', 'entity_id'), ('res_views', 'resource_id'), ('res_likes', 'resource_id'),
    ('res_comments', 'resource_id'),
] %}
select
    run_id,
    {{ key }} as entity_id,
    {{ india_date('created_at') }} as metric_date
from {{ ref('stg_changes_' ~ table) }}
{{ 'union all' if not loop.last }}
{% endfor %}
