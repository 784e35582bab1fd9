{{ staged('res_resources', key='resource_id') }}
