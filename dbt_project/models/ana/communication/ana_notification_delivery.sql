with

queue as (

    select * from {{ ref('stg_ntf_queue') }}

),

types as (

    select * from {{ ref('stg_ref_notification_types') }}

),

notifications as (

    select * from {{ ref('stg_ntf_notifications') }}
    {{ where_day_is_open('created_at', this, 'notified_date') }}

),

deliveries as (

    select
        queue.notification_id,
        queue.delivery_method as channel,
        bool_or(queue.status = 'sent') as is_sent,
        bool_or(queue.status = 'failed') as is_failed
    from queue
    inner join notifications on queue.notification_id = notifications.notification_id
    group by queue.notification_id, queue.delivery_method

),

-- A notification goes several ways; whether it was read is known of it alone, not of the way.
told as (

    {%- for channel, is_delivered in [
        ('in_app', 'true'), ('push', 'delivered_push'), ('email', 'delivered_email'), ('sms', 'delivered_sms'),
    ] %}
    select
        *,
        '{{ channel }}' as channel,
        {{ is_delivered }} as is_delivered
    from notifications
    {%- if not loop.last %}
    union all
    {%- endif %}
    {%- endfor %}

),

ways as (

    select
        {{ india_date('told.created_at') }} as notified_date,
        coalesce(types.slug, 'none') as notification_type,
        told.channel,
        told.is_delivered,
        told.is_delivered or coalesce(deliveries.is_sent, false) as is_sent,
        coalesce(deliveries.is_failed, false) as is_failed,
        told.is_read,
        extract(epoch from (told.read_at - told.created_at)) / 60 as read_minutes
    from told
    left join deliveries
        on told.notification_id = deliveries.notification_id and told.channel = deliveries.channel
    left join types
        on told.notification_type_id = types.notification_type_id
    where told.is_delivered or deliveries.notification_id is not null
    union all
    -- The next build learns from this row, which counts nothing, when this one was.
    select
        {{ instant_date() }} as notified_date,
        'none' as notification_type,
        'in_app' as channel,
        null as is_delivered,
        null as is_sent,
        null as is_failed,
        null as is_read,
        null as read_minutes
    where {{ counts_rows() }}

),

counted as (

    select
        notified_date,
        notification_type,
        channel,
        count(is_sent)::integer as queued_count,
        count(*) filter (where is_sent)::integer as sent_count,
        count(*) filter (where not is_sent and is_failed)::integer as failed_count,
        count(*) filter (where not is_sent and not is_failed)::integer as waiting_count,
        count(*) filter (where is_delivered)::integer as delivered_count,
        count(*) filter (where is_sent and is_read)::integer as read_count,
        percentile_cont(0.5) within group (order by read_minutes) filter (where is_sent and is_read)
            as median_read_minutes
    from ways
    group by notified_date, notification_type, channel

)

select
    notified_date,
    notification_type,
    channel,
    queued_count,
    sent_count,
    failed_count,
    waiting_count,
    delivered_count,
    read_count,
    {{ percent_of('delivered_count', 'sent_count') }}::numeric(5, 2) as delivered_pct,
    {{ percent_of('read_count', 'sent_count') }}::numeric(5, 2) as read_pct,
    round(median_read_minutes::numeric, 2)::numeric(12, 2) as median_read_minutes
from counted
