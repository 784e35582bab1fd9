{{ staged('job_posting_versions') }}
