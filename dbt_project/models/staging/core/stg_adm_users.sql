{{ staged('adm_users', key='admin_user_id') }}
