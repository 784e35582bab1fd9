{% for entity_type, table, key in [
    ('post', 'soc_posts', 'post_id'), ('resource', 'res_resources', 'resource_id'),
    ('product', 'prd_products', 'product_id'), ('event', 'evt_events', 'event_id'),
    ('job_posting', 'job_postings', 'job_id'), ('blog_post', 'cms_posts', 'post_id'),
    ('organization_announcement', 'org_announcements', 'announcement_id'),
] %}
select
    '{{ entity_type }}' as entity_type,
    {{ key }} as entity_id
from {{ ref('stg_' ~ table) }}
{{ 'union all' if not loop.last }}
{% endfor %}
