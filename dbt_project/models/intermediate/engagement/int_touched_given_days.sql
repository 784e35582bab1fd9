{% for table, profile_id in [
    ('soc_post_likes', 'profile_id'), ('soc_post_comments', 'profile_id'), ('soc_post_shares', 'shared_by'),
] %}
select
    run_id,
    {{ profile_id }} as profile_id,
    {{ india_date('created_at') }} as metric_date
from {{ ref('stg_changes_' ~ table) }}
union all
{% endfor %}
select
    run_id,
    author_id as profile_id,
    {{ india_date('created_at') }} as metric_date
from {{ ref('stg_changes_soc_posts') }}
where author_type = 'individual'
union all
select
    run_id,
    profile_id,
    metric_date
from {{ ref('int_turned_given_days') }}
