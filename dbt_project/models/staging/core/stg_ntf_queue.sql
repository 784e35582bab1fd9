{{ staged('ntf_queue', key='queue_id') }}
