{{ staged('sup_response_templates', key='response_template_id') }}
