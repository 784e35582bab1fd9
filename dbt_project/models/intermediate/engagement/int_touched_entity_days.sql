{% for model in [
    'int_touched_post_days', 'int_touched_thing_days', 'int_turned_post_days', 'int_turned_thing_days',
] %}
select
    run_id,
    entity_id,
    metric_date
from {{ ref(model) }}
{{ 'union all' if not loop.last }}
{% endfor %}
