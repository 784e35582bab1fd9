{{ staged('ntf_templates', key='template_id') }}
