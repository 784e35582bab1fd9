with

feedback as (

    select
        *,
        {{ india_week('created_at') }} as week_start_date,
        {{ india_week('closed_at') }} as closed_week_date
    from {{ ref('int_feedback_with_responses') }}

),

weeks as (

    select
        category_name,
        generate_series(
            min(week_start_date)::timestamp, {{ india_week(instant()) }}::timestamp, interval '7 days'
        )::date as week_start_date
    from feedback
    group by category_name

),

submitted as (

    select
        category_name,
        week_start_date,
        count(*) as feedback_count,
        {%- for label in ['positive', 'neutral', 'negative', 'mixed'] %}
        count(*) filter (where sentiment_label = '{{ label }}') as {{ label }}_count,
        {%- endfor %}
        avg(sentiment_score) as mean_sentiment_score,
        count(responded_at) as responded_count,
        percentile_cont(0.5) within group (order by extract(epoch from (responded_at - created_at)) / 3600)
            as median_response_hours
    from feedback
    group by category_name, week_start_date

),

closed as (

    select
        category_name,
        closed_week_date as week_start_date,
        count(*) as closed_count
    from feedback
    where closed_at is not null
    group by category_name, closed_week_date

)

select
    weeks.week_start_date,
    weeks.category_name,
    coalesce(submitted.feedback_count, 0)::integer as feedback_count,
    coalesce(submitted.positive_count, 0)::integer as positive_count,
    coalesce(submitted.neutral_count, 0)::integer as neutral_count,
    coalesce(submitted.negative_count, 0)::integer as negative_count,
    coalesce(submitted.mixed_count, 0)::integer as mixed_count,
    round(submitted.mean_sentiment_score, 2)::numeric(3, 2) as mean_sentiment_score,
    coalesce(submitted.responded_count, 0)::integer as responded_count,
    round(submitted.median_response_hours::numeric, 2)::numeric(12, 2) as median_response_hours,
    coalesce(closed.closed_count, 0)::integer as closed_count,
    sum(coalesce(submitted.feedback_count, 0) - coalesce(closed.closed_count, 0)) over (
        partition by weeks.category_name order by weeks.week_start_date
    )::integer as open_count
from weeks
left join submitted using (category_name, week_start_date)
left join closed using (category_name, week_start_date)
