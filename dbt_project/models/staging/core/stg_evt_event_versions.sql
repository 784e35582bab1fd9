{{ staged('evt_event_versions') }}
