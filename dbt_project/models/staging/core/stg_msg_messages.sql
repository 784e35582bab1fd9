{{ staged('msg_messages', key='message_id') }}
