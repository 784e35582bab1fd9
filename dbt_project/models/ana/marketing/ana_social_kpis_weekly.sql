with

figures as (

    select * from {{ ref('int_channel_weeks') }}

),

{# A week in which nothing went out misses the target too, as long as the channel is in use. #}
spans as (

    select
        channels.channel_id,
        min(figures.week_start_date) as first_week,
        case
            when channels.is_active then {{ week_start(instant_date()) }} else max(figures.week_start_date)
        end as last_week
    from {{ ref('stg_mkt_channels') }} as channels
    inner join figures on channels.channel_id = figures.channel_id
    group by channels.channel_id, channels.is_active

),

weeks as (

    select
        spans.channel_id,
        spans.first_week + 7 * passed.weeks_number as week_start_date
    from spans
    cross join lateral generate_series(0, (spans.last_week - spans.first_week) / 7) as passed (weeks_number)

),

channel_weeks as (

    select
        weeks.channel_id,
        channels.platform,
        channels.channel_type,
        weeks.week_start_date,
        channels.target_posts_per_week,
        channels.target_engagement_rate,
        figures.followers_count,
        figures.reported_posts_count,
        coalesce(figures.reported_days_count, 0) as reported_days_count,
        coalesce(figures.publications_count, 0) as publications_count,
        greatest(figures.reported_posts_count, figures.publications_count, 0) as posts_count,
        coalesce(figures.views_count, 0) as views_count,
        coalesce(figures.engagement_count, 0) as engagement_count,
        coalesce(figures.clicks_count, 0) as clicks_count
    from weeks
    inner join {{ ref('stg_mkt_channels') }} as channels on weeks.channel_id = channels.channel_id
    left join figures
        on weeks.channel_id = figures.channel_id and weeks.week_start_date = figures.week_start_date

)

select
    channel_id,
    platform,
    channel_type,
    week_start_date,
    week_start_date + 7 <= {{ instant_date() }} as is_over,
    followers_count,
    reported_days_count,
    reported_posts_count,
    publications_count,
    posts_count,
    target_posts_per_week as target_posts_count,
    {{ percent_of('posts_count', 'target_posts_per_week', decimals=1) }} as posts_pct,
    posts_count >= target_posts_per_week as has_met_posts_target,
    views_count,
    engagement_count,
    clicks_count,
    round(engagement_count::numeric / nullif(views_count, 0), 4)::numeric(14, 4) as engagement_rate,
    target_engagement_rate,
    {# Of the counts and not of the rounded rate, which would let 4.996 percent pass for 5. #}
    case
        when views_count > 0 then engagement_count >= target_engagement_rate * views_count
    end as has_met_engagement_target
from channel_weeks
