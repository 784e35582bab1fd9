-- Each kind of thing has one table for each kind of event, as for the counters of the application.
{% for kind, table, has_own_table in [
    ('like', 'shr_entity_likes', "'post', 'resource'"),
    ('comment', 'shr_entity_comments', "'post', 'resource'"),
    ('share', 'shr_entity_shares', "'post'"),
] %}
select
    '{{ kind }}' as event_kind,
    entity_type,
    entity_id,
    created_at
from {{ ref('stg_' ~ table) }}
where entity_type not in ({{ has_own_table }})
union all
{% endfor %}
{% for kind in ['view', 'like', 'comment'] %}
select
    '{{ kind }}' as event_kind,
    'resource' as entity_type,
    resource_id as entity_id,
    created_at
from {{ ref('stg_res_' ~ kind ~ 's') }}
{{ 'union all' if not loop.last }}
{% endfor %}
