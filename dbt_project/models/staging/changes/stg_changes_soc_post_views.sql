{{ staged_changes('soc_post_views', {'post_id': 'uuid', 'viewer_id': 'uuid', 'created_at': 'timestamptz'}) }}
