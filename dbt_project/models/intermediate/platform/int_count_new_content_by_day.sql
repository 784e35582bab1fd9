{%- set tables = {
    'posts': 'stg_soc_posts',
    'events': 'stg_evt_events',
    'jobs': 'stg_job_postings',
    'resources': 'stg_res_resources',
} -%}

{{ new_rows_by_day(tables) }}
{#- A post in the trash takes what came under it along at once, or history would shrink at the purge. Few posts are
    there: to leave theirs out took 0.7 of the time again that counting takes, to look all posts up 1.9. -#}
{%- for measure, table in [('comments', 'stg_soc_post_comments'), ('likes', 'stg_soc_post_likes')] %}
union all
select
    '{{ measure }}' as measure,
    {{ india_date('entries.created_at') }} as metric_date,
    count(*)::integer as new_count
from {{ ref(table) }} as entries
where
    not exists (
        select posts.post_id from {{ ref('stg_soc_posts_with_trash') }} as posts
        where posts.is_deleted and posts.post_id = entries.post_id
    )
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
