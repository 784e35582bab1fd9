select
    entity_type,
    entity_id,
    {{ india_date('created_at') }} as metric_date,
    event_kind,
    count(*)::integer as events_count
from {{ ref('int_thing_events') }}
group by entity_type, entity_id, {{ india_date('created_at') }}, event_kind
union all
select
    entity_type,
    entity_id,
    metric_date,
    'view' as event_kind,
    views_count as events_count
from {{ ref('int_daily_thing_views') }}
