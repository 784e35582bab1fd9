{{ staged('auth_users', key='user_id') }}
