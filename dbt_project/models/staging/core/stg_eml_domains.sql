{{ staged('eml_domains', key='domain_id') }}
