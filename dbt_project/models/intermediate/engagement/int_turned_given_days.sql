{% for events in [ref('stg_soc_post_likes'), ref('stg_soc_post_comments'), ref('int_post_shares')] %}
select
    turned.run_id,
    events.profile_id,
    {{ india_date('events.created_at') }} as metric_date
from {{ ref('int_turned_posts') }} as turned
inner join {{ events }} as events on turned.post_id = events.post_id
{{ 'union all' if not loop.last }}
{% endfor %}
