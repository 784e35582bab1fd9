{{ staged('adm_roles', key='role_id') }}
