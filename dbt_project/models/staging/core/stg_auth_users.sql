{{ staged('auth_users', key='author_id') }}
