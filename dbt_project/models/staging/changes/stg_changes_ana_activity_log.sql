{{ staged_changes('ana_activity_log', {'profile_id': 'uuid', 'created_at': 'timestamptz'}) }}
