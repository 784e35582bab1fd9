{{ staged('evt_updates', key='update_id') }}
