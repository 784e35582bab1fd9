{%- set windows = [7, 30, 90] -%}
{%- set kinds = ['likes', 'comments', 'shares'] -%}
with

given as (

    select
        profile_id,
        {% for kind in kinds %}
        {% for days in windows %}
        sum({{ kind }}_count) filter (where metric_date > {{ instant_date() }} - {{ days }}) as {{ kind }}_{{ days }}d,
        {% endfor %}
        {% endfor %}
        max(metric_date) as last_active_date
    from {{ ref('int_daily_engagement_given') }}
    group by profile_id

),

received as (

    select
        {% for kind in kinds %}
        {% for days in windows %}
        sum(metrics.{{ kind }}_count) filter (where metrics.metric_date > {{ instant_date() }} - {{ days }})
            as {{ kind }}_{{ days }}d,
        {% endfor %}
        {% endfor %}
        posts.author_id as profile_id
    from {{ ref('ana_engagement_metrics') }} as metrics
    inner join {{ ref('stg_soc_posts') }} as posts on metrics.entity_id = posts.post_id
    where
        metrics.entity_type = 'post'
        and posts.author_type = 'individual'
        and metrics.metric_date > {{ instant_date() }} - {{ windows | max }}
    group by posts.author_id

),

numbered as (

    select
        profile_id,
        metric_date,
        -- The same date for all days of a streak.
        metric_date - row_number() over (partition by profile_id order by metric_date)::integer as streak_key
    from {{ ref('int_daily_engagement_given') }}

),

streaks as (

    select
        profile_id,
        count(*)::integer as streak_days,
        max(metric_date) as last_date
    from numbered
    group by profile_id, streak_key

),

profile_streaks as (

    select
        profile_id,
        max(streak_days) as longest_streak_days,
        -- Today is not over: a streak that ended yesterday can go on.
        max(streak_days) filter (where last_date >= {{ instant_date() }} - 1) as current_streak_days
    from streaks
    group by profile_id

)

select
    profiles.profile_id,
    {% for side in ['given', 'received'] %}
    {% for kind in kinds %}
    {% for days in windows %}
    coalesce({{ side }}.{{ kind }}_{{ days }}d, 0)::integer as {{ kind }}_{{ side }}_{{ days }}d_count,
    {% endfor %}
    {% endfor %}
    {% endfor %}
    coalesce(profile_streaks.current_streak_days, 0) as current_streak_days,
    coalesce(profile_streaks.longest_streak_days, 0) as longest_streak_days,
    given.last_active_date
from {{ ref('stg_profiles') }} as profiles
left join given on profiles.profile_id = given.profile_id
left join received on profiles.profile_id = received.profile_id
left join profile_streaks on profiles.profile_id = profile_streaks.profile_id
