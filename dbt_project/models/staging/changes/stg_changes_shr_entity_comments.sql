{{ staged_changes('shr_entity_comments', {'entity_id': 'uuid', 'created_at': 'timestamptz'}) }}
