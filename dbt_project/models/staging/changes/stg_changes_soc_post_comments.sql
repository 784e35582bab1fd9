{{ staged_changes('soc_post_comments', {'post_id': 'uuid', 'profile_id': 'uuid', 'created_at': 'timestamptz'}) }}
