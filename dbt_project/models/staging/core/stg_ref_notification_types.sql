{{ staged('ref_notification_types', key='notification_type_id') }}
