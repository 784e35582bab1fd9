{{ staged('adm_banned_users', key='banned_user_id') }}
