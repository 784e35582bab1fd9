{{ staged('eml_queue', key='email_queue_id') }}
