{{ staged('sup_submission_tags') }}
