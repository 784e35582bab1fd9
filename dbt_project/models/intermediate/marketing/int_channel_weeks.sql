with

{# What the channel told of a day. Rows without a channel are sums that somebody made. #}
reports as (

    select
        channel_id,
        {{ week_start('metric_date') }} as week_start_date,
        count(*)::integer as reported_days_count,
        sum(posts_published)::integer as reported_posts_count,
        (
            array_agg((metrics ->> 'followers')::numeric::integer order by metric_date desc)
            filter (where jsonb_typeof(metrics -> 'followers') = 'number')
        )[1] as followers_count
    from {{ ref('stg_ana_social_kpis') }}
    where channel_id is not null
    group by channel_id, week_start_date

),

published as (

    select
        *,
        {{ week_start("coalesce(" ~ india_date('coalesce(published_date, published_at)') ~ ", scheduled_date)") }}
            as week_start_date
    from {{ ref('stg_mkt_content_schedule') }}
    where status = 'published'

),

publications as (

    select
        channel_id,
        week_start_date,
        count(*)::integer as publications_count,
        sum(views)::integer as views_count,
        sum(likes + comments + shares)::integer as engagement_count,
        sum(clicks)::integer as clicks_count
    from published
    group by channel_id, week_start_date

)

select
    channel_id,
    week_start_date,
    reports.followers_count,
    reports.reported_posts_count,
    coalesce(reports.reported_days_count, 0) as reported_days_count,
    coalesce(publications.publications_count, 0) as publications_count,
    coalesce(publications.views_count, 0) as views_count,
    coalesce(publications.engagement_count, 0) as engagement_count,
    coalesce(publications.clicks_count, 0) as clicks_count
from reports
full join publications using (channel_id, week_start_date)
