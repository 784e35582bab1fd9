{{ staged('org_roles', key='role_id') }}
