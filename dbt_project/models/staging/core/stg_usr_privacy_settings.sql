{{ staged('usr_privacy_settings') }}
