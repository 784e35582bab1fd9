with

tags as (

    select * from {{ ref('stg_sup_tags') }}

),

tagged as (

    select * from {{ ref('stg_sup_submission_tags') }}

),

submissions as (

    select
        feedback_id,
        sentiment_label,
        {{ india_month('created_at') }} as submitted_month
    from {{ ref('stg_sup_submissions') }}

),

counted as (

    select
        tagged.tag_id,
        submissions.submitted_month,
        count(*)::integer as feedback_count,
        count(*) filter (where submissions.sentiment_label = 'negative')::integer as negative_count
    from tagged
    inner join submissions on tagged.feedback_id = submissions.feedback_id
    group by tagged.tag_id, submissions.submitted_month

),

-- Every month from a theme's first on, so that one that nobody speaks of any more is seen to fall.
months as (

    select
        tag_id,
        generate_series(
            min(submitted_month)::timestamp, {{ india_month(instant()) }}::timestamp, interval '1 month'
        )::date as submitted_month
    from counted
    group by tag_id

),

compared as (

    select
        months.submitted_month,
        months.tag_id,
        coalesce(counted.feedback_count, 0) as feedback_count,
        coalesce(counted.negative_count, 0) as negative_count,
        lag(coalesce(counted.feedback_count, 0)) over (
            partition by months.tag_id order by months.submitted_month
        ) as previous_feedback_count
    from months
    left join counted on months.tag_id = counted.tag_id and months.submitted_month = counted.submitted_month

)

select
    compared.submitted_month,
    compared.tag_id,
    tags.name as tag_name,
    tags.type as tag_type,
    compared.feedback_count,
    compared.negative_count,
    compared.previous_feedback_count,
    {{ percent_change('compared.feedback_count', 'compared.previous_feedback_count') }} as change_pct,
    case
        when compared.previous_feedback_count is null then 'new'
        when compared.feedback_count > compared.previous_feedback_count then 'rising'
        when compared.feedback_count < compared.previous_feedback_count then 'falling'
        else 'steady'
    end as trend
from compared
inner join tags on compared.tag_id = tags.tag_id
