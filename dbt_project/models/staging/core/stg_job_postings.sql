{{ staged('job_postings', key='job_id') }}
