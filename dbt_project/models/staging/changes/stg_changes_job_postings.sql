{{ staged_changes('job_postings', {'id': 'uuid', 'is_deleted': 'boolean'}) }}
