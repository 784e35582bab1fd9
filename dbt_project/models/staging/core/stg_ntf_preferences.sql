{{ staged('ntf_preferences') }}
