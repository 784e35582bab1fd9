{{ staged_changes('soc_post_comments', {'post_id': 'uuid'}) }}
