{{ staged('que_offline_messages', key='offline_message_id') }}
