{{ staged('usr_education', key='education_id') }}
