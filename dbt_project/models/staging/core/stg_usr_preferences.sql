{{ staged('usr_preferences') }}
