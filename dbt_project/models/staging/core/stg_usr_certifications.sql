{{ staged('usr_certifications', key='certification_id') }}
