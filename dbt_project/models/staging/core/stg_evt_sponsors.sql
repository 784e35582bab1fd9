{{ staged('evt_sponsors', key='sponsor_id') }}
