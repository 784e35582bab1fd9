select
    messages.sender_id,
    recipients.user_id as recipient_id,
    messages.created_at
from {{ ref('stg_msg_messages') }} as messages
inner join {{ ref('stg_msg_conversations') }} as conversations
    on messages.conversation_id = conversations.conversation_id
inner join {{ ref('stg_msg_participants') }} as recipients
    on messages.conversation_id = recipients.conversation_id and messages.sender_id <> recipients.user_id
where not conversations.is_group and not messages.is_deleted and messages.message_type <> 'system'
