with

counted as (

    select
        entity_type,
        entity_id,
        metric_date,
        event_kind,
        events_count
    from {{ ref('int_thing_days') }}
    {{ only_touched(ref('int_touched_entity_days')) }}
    {% for kind, events in [
        ('view', ref('stg_soc_post_views')), ('like', ref('stg_soc_post_likes')),
        ('comment', ref('stg_soc_post_comments')), ('share', ref('int_post_shares')),
    ] %}
    union all
    select
        'post' as entity_type,
        entity_id,
        metric_date,
        '{{ kind }}' as event_kind,
        count(*)::integer as events_count
    from (
        select
            post_id as entity_id,
            {{ india_date('created_at') }} as metric_date
        from {{ events }}
    ) as events
    {{ only_touched(ref('int_touched_entity_days')) }}
    group by entity_id, metric_date
    {% endfor %}

),

days as (

    select
        entity_type,
        entity_id,
        {% for kind in ['view', 'like', 'comment', 'share'] %}
        coalesce(sum(events_count) filter (where event_kind = '{{ kind }}'), 0)::integer as {{ kind }}s_count,
        {% endfor %}
        metric_date
    from counted
    group by entity_type, entity_id, metric_date

)

select
    days.entity_type,
    days.entity_id,
    days.metric_date,
    days.views_count,
    days.likes_count,
    days.comments_count,
    days.shares_count,
    {{ percent_of('(days.likes_count + days.comments_count + days.shares_count)', 'days.views_count') }}
        as engagement_pct
from days
inner join {{ ref('int_shown_entities') }} as shown
    on days.entity_type = shown.entity_type and days.entity_id = shown.entity_id
