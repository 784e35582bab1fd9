{{ staged('sup_submissions', key='feedback_id') }}
