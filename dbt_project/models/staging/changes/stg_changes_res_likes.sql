{{ staged_changes('res_likes', {'resource_id': 'uuid', 'created_at': 'timestamptz'}) }}
