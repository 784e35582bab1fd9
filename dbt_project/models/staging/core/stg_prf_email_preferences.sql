{{ staged('prf_email_preferences') }}
