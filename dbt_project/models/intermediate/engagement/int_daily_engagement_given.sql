with

counted as (

    {% for kind, events in [
        ('like', ref('stg_soc_post_likes')), ('comment', ref('stg_soc_post_comments')), ('share', ref('int_post_shares')),
    ] %}
    select
        profile_id,
        metric_date,
        '{{ kind }}' as event_kind,
        count(*) as events_count
    from (
        select
            events.profile_id,
            {{ india_date('events.created_at') }} as metric_date
        from {{ events }} as events
        inner join {{ ref('stg_soc_posts') }} as posts on events.post_id = posts.post_id
        where events.profile_id is not null
    ) as events
    {{ only_touched(ref('int_touched_given_days')) }}
    group by profile_id, metric_date
    union all
    {% endfor %}
    select
        profile_id,
        metric_date,
        'post' as event_kind,
        count(*) as events_count
    from (
        select
            author_id as profile_id,
            {{ india_date('created_at') }} as metric_date
        from {{ ref('stg_soc_posts') }}
        where author_type = 'individual'
    ) as posts
    {{ only_touched(ref('int_touched_given_days')) }}
    group by profile_id, metric_date

)

select
    profile_id,
    {% for kind in ['post', 'like', 'comment', 'share'] %}
    coalesce(sum(events_count) filter (where event_kind = '{{ kind }}'), 0)::integer as {{ kind }}s_count,
    {% endfor %}
    metric_date
from counted
group by profile_id, metric_date
