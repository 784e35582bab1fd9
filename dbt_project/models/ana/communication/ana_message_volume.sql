with

conversations as (

    select
        conversation_id,
        created_at,
        case when is_group then 'group' else 'direct' end as conversation_type
    from {{ ref('stg_msg_conversations') }}

),

-- Deleted messages stay messages: they are hidden, but they were sent.
sent as (

    select
        {{ india_date('created_at') }} as message_date,
        conversation_id,
        sender_id,
        count(*) filter (where message_type <> 'system') as messages_count,
        count(*) filter (where message_type = 'system') as system_messages_count
    from {{ ref('stg_msg_messages') }}
    {{ where_day_is_open('created_at', this, 'message_date') }}
    group by {{ india_date('created_at') }}, conversation_id, sender_id

),

volume as (

    select
        sent.message_date,
        conversations.conversation_type,
        sum(sent.messages_count) as messages_count,
        sum(sent.system_messages_count) as system_messages_count,
        count(distinct sent.sender_id) filter (where sent.messages_count > 0) as senders_count,
        count(distinct sent.conversation_id) filter (where sent.messages_count > 0) as conversations_count
    from sent
    inner join conversations on sent.conversation_id = conversations.conversation_id
    group by sent.message_date, conversations.conversation_type

),

begun as (

    select
        {{ india_date('created_at') }} as message_date,
        conversation_type,
        count(*) as new_conversations_count
    from conversations
    {{ where_day_is_open('created_at', this, 'message_date') }}
    group by {{ india_date('created_at') }}, conversation_type

),

days as (

    select
        message_date,
        conversation_type
    from volume
    union distinct
    select
        message_date,
        conversation_type
    from begun
    union distinct
    -- The next build learns from these rows when this one was.
    select
        {{ instant_date() }} as message_date,
        conversation_types.conversation_type
    from (values ('direct'), ('group')) as conversation_types (conversation_type)
    where {{ counts_rows() }}

)

select
    days.message_date,
    days.conversation_type,
    coalesce(volume.messages_count, 0)::integer as messages_count,
    coalesce(volume.system_messages_count, 0)::integer as system_messages_count,
    coalesce(volume.senders_count, 0)::integer as senders_count,
    coalesce(volume.conversations_count, 0)::integer as conversations_count,
    coalesce(begun.new_conversations_count, 0)::integer as new_conversations_count
from days
left join volume on days.message_date = volume.message_date and days.conversation_type = volume.conversation_type
left join begun on days.message_date = begun.message_date and days.conversation_type = begun.conversation_type
