{{ staged_changes('soc_post_views', {'post_id': 'uuid'}) }}
