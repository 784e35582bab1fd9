{{ staged_changes('shr_entity_shares', {'entity_id': 'uuid', 'created_at': 'timestamptz'}) }}
