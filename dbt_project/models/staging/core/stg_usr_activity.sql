{{ staged('usr_activity', key='activity_id') }}
