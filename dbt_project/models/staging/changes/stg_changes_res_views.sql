{{ staged_changes('res_views', {'resource_id': 'uuid', 'created_at': 'timestamptz'}) }}
