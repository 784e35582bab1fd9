{{ staged('ana_profile_views', key='profile_view_id') }}
