{{ staged_changes('soc_posts', {'id': 'uuid', 'shared_post_id': 'uuid'}) }}
