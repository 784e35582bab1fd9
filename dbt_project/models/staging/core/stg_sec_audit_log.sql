{{ staged('sec_audit_log', key='audit_log_id') }}
