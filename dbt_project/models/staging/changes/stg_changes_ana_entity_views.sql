{{ staged_changes('ana_entity_views', {'entity_id': 'uuid', 'created_at': 'timestamptz'}) }}
