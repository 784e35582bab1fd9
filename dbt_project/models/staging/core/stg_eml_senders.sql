{{ staged('eml_senders', key='sender_id') }}
