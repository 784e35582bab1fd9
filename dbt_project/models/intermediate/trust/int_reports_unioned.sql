with

queued as (

    select * from {{ ref('stg_adm_moderation_queue') }}

),

posts_reported as (

    select * from {{ ref('stg_soc_post_reports') }}

),

reports as (

    select
        moderation_queue_id as report_id,
        content_type,
        content_id,
        reported_by,
        report_reason,
        created_at,
        reviewed_at,
        updated_at,
        status in ('resolved', 'dismissed') as is_closed,
        status = 'resolved' and coalesce(action_taken, '') <> '' as is_actioned
    from queued
    union all
    -- A member's report of a post stands in both tables. Counted here is only what never reached the queue.
    select
        posts_reported.post_report_id as report_id,
        'post' as content_type,
        posts_reported.post_id as content_id,
        posts_reported.reported_by,
        posts_reported.reason as report_reason,
        posts_reported.created_at,
        posts_reported.reviewed_at,
        posts_reported.updated_at,
        posts_reported.status in ('actioned', 'dismissed') as is_closed,
        posts_reported.status = 'actioned' as is_actioned
    from posts_reported
    left join queued
        on
            posts_reported.post_id = queued.content_id
            and posts_reported.reported_by = queued.reported_by
            and queued.content_type = 'post'
    where queued.moderation_queue_id is null

)

select
    report_id,
    content_type,
    content_id,
    reported_by,
    report_reason,
    created_at,
    is_actioned,
    reviewed_at,
    -- A report that was closed without a note of when was closed at its last change at the latest.
    case when is_closed then greatest(coalesce(reviewed_at, updated_at), created_at) end as closed_at
from reports
