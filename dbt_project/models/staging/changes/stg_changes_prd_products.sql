{{ staged_changes('prd_products', {'id': 'uuid'}) }}
