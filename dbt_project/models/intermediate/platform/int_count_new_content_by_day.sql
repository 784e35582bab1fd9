{%- set tables = {
    'posts': 'stg_soc_posts',
    'events': 'stg_evt_events',
    'jobs': 'stg_job_postings',
    'resources': 'stg_res_resources',
} -%}

{{ new_rows_by_day(tables) }}
{#- A post in the trash takes what came under it along at once, or history would shrink at the purge. -#}
{%- for measure, table in [('comments', 'stg_soc_post_comments'), ('likes', 'stg_soc_post_likes')] %}
union all
select
    '{{ measure }}' as measure,
    {{ india_date('entries.created_at') }} as metric_date,
    count(*)::integer as new_count
from {{ ref(table) }} as entries
inner join {{ ref('stg_soc_posts') }} as posts on entries.post_id = posts.post_id
group by metric_date
{%- endfor %}
union all
select
    'messages' as measure,
    {{ india_date('created_at') }} as metric_date,
    count(*)::integer as new_count
from {{ ref('stg_msg_messages') }}
{# A deleted message is purged 30 days later: it counts for nothing at once, or history would shrink then. #}
where not is_deleted
group by metric_date
