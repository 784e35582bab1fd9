{{ staged('usr_profile_roles', key='profile_role_id') }}
