{{ staged('evt_resources', key='resource_id') }}
