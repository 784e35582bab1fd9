select
    run_id,
    shared_post_id as entity_id,
    {{ india_date('created_at') }} as metric_date
from {{ ref('stg_changes_soc_posts') }}
where shared_post_id is not null
{% for table in ['soc_post_likes', 'soc_post_comments', 'soc_post_shares', 'soc_post_views'] %}
union all
select
    run_id,
    post_id as entity_id,
    {{ india_date('created_at') }} as metric_date
from {{ ref('stg_changes_' ~ table) }}
{% endfor %}
