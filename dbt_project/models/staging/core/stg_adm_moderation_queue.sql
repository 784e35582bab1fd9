{{ staged('adm_moderation_queue', key='moderation_queue_id') }}
