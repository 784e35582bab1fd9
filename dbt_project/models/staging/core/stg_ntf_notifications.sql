{{ staged('ntf_notifications', key='notification_id') }}
