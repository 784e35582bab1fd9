{{ config(meta={'dagster': {'ref': {'name': 'ana_engagement_metrics'}}}) }}

-- Members' days and posts' days are counted by different queries, both incremental. Every like and comment has a
-- giver and a post, so that they add up to the same on every day.
with

given as (

    select
        metric_date,
        sum(likes_count) as likes_count,
        sum(comments_count) as comments_count
    from {{ ref('int_daily_engagement_given') }}
    group by metric_date

),

received as (

    select
        metric_date,
        sum(likes_count) as likes_count,
        sum(comments_count) as comments_count
    from {{ ref('ana_engagement_metrics') }}
    where entity_type = 'post'
    group by metric_date

)

select
    given.metric_date as given_date,
    received.metric_date as received_date
from given
full join received on given.metric_date = received.metric_date
where
    coalesce(given.likes_count, 0) <> coalesce(received.likes_count, 0)
    or coalesce(given.comments_count, 0) <> coalesce(received.comments_count, 0)
