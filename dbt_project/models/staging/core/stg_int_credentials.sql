{{ staged('int_credentials', key='credential_id') }}
