with

counted as (

    select
        entity_type,
        entity_id,
        metric_date,
        count(*)::integer as views_count
    from (
        select
            entity_type,
            entity_id,
            {{ india_date('created_at') }} as metric_date
        from {{ ref('stg_ana_entity_views') }}
    ) as views
    {{ only_touched(ref('int_touched_thing_days')) }}
    group by entity_type, entity_id, metric_date
    {% if is_incremental() %}
    -- What was counted before stands, also where nobody can count it any more.
    union all
    select
        entity_type,
        entity_id,
        metric_date,
        views_count
    from {{ this }}
    {{ only_touched(ref('int_touched_thing_days')) }}
    {% endif %}

)

select
    entity_type,
    entity_id,
    metric_date,
    max(views_count) as views_count
from counted
group by entity_type, entity_id, metric_date
