{{ staged('usr_experiences', key='experience_id') }}
