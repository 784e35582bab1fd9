{{ staged('eml_events', key='event_id') }}
