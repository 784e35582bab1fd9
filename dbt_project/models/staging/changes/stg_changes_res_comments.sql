{{ staged_changes('res_comments', {'resource_id': 'uuid', 'created_at': 'timestamptz'}) }}
