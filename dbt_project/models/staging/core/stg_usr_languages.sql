{{ staged('usr_languages', key='language_id') }}
