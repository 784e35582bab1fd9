{{ staged('adm_actions_log', key='actions_log_id') }}
