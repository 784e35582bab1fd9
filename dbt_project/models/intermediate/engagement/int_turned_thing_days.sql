with

turned as (

    {% for table, shown in [
        ('evt_events', 'not is_deleted'), ('job_postings', 'not is_deleted'), ('prd_products', 'true'),
        ('cms_posts', 'true'), ('org_announcements', 'true'),
    ] %}
    select
        run_id,
        id as entity_id
    from {{ ref('stg_changes_' ~ table) }}
    group by run_id, id
    -- An edit takes away one shown row and brings another; deleting and restoring do not.
    having sum(weight) filter (where {{ shown }}) <> 0
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    turned.run_id,
    days.entity_id,
    days.metric_date
from turned
inner join {{ ref('int_thing_days') }} as days on turned.entity_id = days.entity_id
