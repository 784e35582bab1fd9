{{ staged('evt_events', key='event_id', with_trash=true) }}
