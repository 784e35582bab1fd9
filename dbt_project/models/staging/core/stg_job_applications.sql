{{ staged('job_applications', key='application_id') }}
