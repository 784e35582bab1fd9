{{ staged('eml_provider_config', key='provider_config_id') }}
