{{ staged_changes('cms_posts', {'id': 'uuid'}) }}
