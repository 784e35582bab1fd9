{{ staged('eml_suppressions', key='suppression_id') }}
