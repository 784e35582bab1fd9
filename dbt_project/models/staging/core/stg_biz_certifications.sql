{{ staged('biz_certifications', key='certification_id') }}
