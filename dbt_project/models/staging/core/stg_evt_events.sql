{{ staged('evt_events', key='event_id') }}
