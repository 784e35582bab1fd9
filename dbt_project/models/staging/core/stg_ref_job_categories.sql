{{ staged('ref_job_categories', key='category_id') }}
