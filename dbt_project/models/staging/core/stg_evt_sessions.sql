{{ staged('evt_sessions', key='session_id') }}
