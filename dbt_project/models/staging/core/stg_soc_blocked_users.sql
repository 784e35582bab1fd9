{{ staged('soc_blocked_users', key='blocked_user_id') }}
