with

offences as (

    select * from {{ ref('int_offences_ranked') }}

),

reports as (

    select
        *,
        {{ india_week('created_at') }} as week_start_date,
        {{ india_week('closed_at') }} as closed_week_date,
        greatest(extract(epoch from reviewed_at - created_at), 0) / 3600 as review_hours,
        row_number() over (partition by reported_by order by created_at, report_id) as report_number
    from {{ ref('int_reports_unioned') }}

),

weeks as (

    select
        content_type,
        report_reason,
        generate_series(
            min(week_start_date)::timestamp, {{ india_week(instant()) }}::timestamp, interval '7 days'
        )::date as week_start_date
    from reports
    group by content_type, report_reason

),

reported as (

    select
        reports.content_type,
        reports.report_reason,
        reports.week_start_date,
        count(*) as reports_count,
        count(reports.reviewed_at) as reviewed_count,
        count(reports.closed_at) as closed_count,
        count(*) filter (where reports.is_actioned) as actioned_count,
        sum(reports.review_hours) filter (where reports.reviewed_at is not null) as total_review_hours,
        percentile_cont(0.5) within group (
            order by reports.review_hours
        ) filter (where reports.reviewed_at is not null) as median_review_hours,
        -- Who reported nobody knows where a program did: no member's reports repeat there.
        count(distinct reports.reported_by) filter (where reports.report_number > 1) as repeat_reporters_count,
        count(distinct offences.author_id) filter (
            where reports.is_actioned and offences.offence_number > 1
        ) as repeat_offenders_count
    from reports
    left join offences on reports.content_type = offences.content_type and reports.content_id = offences.content_id
    group by reports.content_type, reports.report_reason, reports.week_start_date

),

closed as (

    select
        content_type,
        report_reason,
        closed_week_date as week_start_date,
        count(*) as closed_count
    from reports
    where closed_at is not null
    group by content_type, report_reason, closed_week_date

)

select
    weeks.week_start_date,
    weeks.content_type,
    weeks.report_reason,
    coalesce(reported.reports_count, 0)::integer as reports_count,
    coalesce(reported.reviewed_count, 0)::integer as reviewed_count,
    coalesce(reported.closed_count, 0)::integer as closed_count,
    coalesce(reported.actioned_count, 0)::integer as actioned_count,
    {{ percent_of('reported.actioned_count', 'reported.closed_count') }} as actioned_pct,
    coalesce(reported.total_review_hours, 0)::numeric(18, 6) as total_review_hours,
    round(reported.median_review_hours::numeric, 2)::numeric(12, 2) as median_review_hours,
    coalesce(reported.repeat_reporters_count, 0)::integer as repeat_reporters_count,
    coalesce(reported.repeat_offenders_count, 0)::integer as repeat_offenders_count,
    sum(coalesce(reported.reports_count, 0) - coalesce(closed.closed_count, 0)) over (
        partition by weeks.content_type, weeks.report_reason order by weeks.week_start_date
    )::integer as open_count
from weeks
left join reported using (content_type, report_reason, week_start_date)
left join closed using (content_type, report_reason, week_start_date)
