{{ staged_changes('soc_post_shares', {'post_id': 'uuid'}) }}
