{{ staged('org_resources', key='resource_id') }}
