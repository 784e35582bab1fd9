{{ staged_changes('soc_posts', {
    'id': 'uuid', 'author_type': 'text', 'author_id': 'uuid', 'shared_post_id': 'uuid', 'is_deleted': 'boolean',
    'created_at': 'timestamptz',
}) }}
