with

emails as (

    select * from {{ ref('stg_eml_queue') }}

),

outcomes as (

    -- An e-mail that was opened five times is one opened e-mail.
    select
        email_queue_id,
        -- Notices get lost: what was opened, clicked or complained of has arrived.
        bool_or(event_type in ('delivered', 'opened', 'clicked', 'complained', 'unsubscribed')) as is_delivered,
        -- A click opens too, also where pictures are off; so the application counts.
        bool_or(event_type in ('opened', 'clicked')) as is_opened,
        bool_or(event_type = 'clicked') as is_clicked,
        bool_or(event_type = 'bounced') as is_bounced,
        bool_or(event_type = 'complained') as is_complained,
        bool_or(event_type = 'unsubscribed') as is_unsubscribed
    from {{ ref('stg_eml_events') }}
    group by email_queue_id

)

select
    emails.email_queue_id,
    emails.template_id,
    emails.campaign_id,
    emails.template_name,
    emails.scheduled_at,
    emails.status = 'failed' as is_failed,
    emails.sent_at is not null or emails.status in ('sent', 'bounced') or outcomes.email_queue_id is not null
        as is_sent,
    coalesce(outcomes.is_delivered, false) as is_delivered,
    coalesce(outcomes.is_opened, false) as is_opened,
    coalesce(outcomes.is_clicked, false) as is_clicked,
    coalesce(outcomes.is_bounced, false) or emails.status = 'bounced' as is_bounced,
    coalesce(outcomes.is_complained, false) as is_complained,
    coalesce(outcomes.is_unsubscribed, false) as is_unsubscribed
from emails
left join outcomes on emails.email_queue_id = outcomes.email_queue_id
