{{ staged('shr_share_templates', key='share_template_id') }}
