{{ config(severity='warn', meta={'dagster': {'ref': {'name': 'ana_engagement_metrics'}}}) }}

-- The application keeps counting views that are past their time and gone; so do the days.
with

summed as (

    select
        entity_type,
        entity_id,
        sum(views_count) as views_count
    from {{ ref('ana_engagement_metrics') }}
    group by entity_type, entity_id

),

counters as (

    {% for entity_type, table, key, counter in [
        ('resource', 'res_resources', 'resource_id', 'views_count'),
        ('product', 'prd_products', 'product_id', 'views_count'),
        ('event', 'evt_events', 'event_id', 'views_count'),
        ('job_posting', 'job_postings', 'job_id', 'views_count'),
        ('blog_post', 'cms_posts', 'post_id', 'view_count'),
        ('organization_announcement', 'org_announcements', 'announcement_id', 'views_count'),
    ] %}
    select
        '{{ entity_type }}' as entity_type,
        {{ key }} as entity_id,
        {{ counter }} as views_count
    from {{ ref('stg_' ~ table) }}
    {{ 'union all' if not loop.last }}
    {% endfor %}

)

select
    counters.entity_type,
    counters.entity_id
from counters
left join summed on counters.entity_type = summed.entity_type and counters.entity_id = summed.entity_id
where counters.views_count <> coalesce(summed.views_count, 0)
