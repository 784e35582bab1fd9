{{ staged('adm_system_settings') }}
