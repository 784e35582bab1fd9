{{ staged('ref_roles', key='role_id') }}
