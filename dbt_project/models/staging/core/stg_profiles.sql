{{ staged('profiles', key='profile_id') }}
