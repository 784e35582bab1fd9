{{ staged('ref_job_types', key='job_type_id') }}
