{{ staged('eml_templates', key='template_id') }}
