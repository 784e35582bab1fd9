{{ staged('ana_activity_log', key='activity_log_id') }}
