{{ staged('msg_conversations', key='conversation_id') }}
