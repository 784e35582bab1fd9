{{ staged_changes('soc_post_likes', {'post_id': 'uuid'}) }}
