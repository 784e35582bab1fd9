{{ staged_changes('soc_post_shares', {'post_id': 'uuid', 'shared_by': 'uuid', 'created_at': 'timestamptz'}) }}
