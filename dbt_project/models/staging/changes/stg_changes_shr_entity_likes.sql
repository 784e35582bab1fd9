{{ staged_changes('shr_entity_likes', {'entity_id': 'uuid', 'created_at': 'timestamptz'}) }}
