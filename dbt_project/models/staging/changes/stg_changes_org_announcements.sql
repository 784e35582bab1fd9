{{ staged_changes('org_announcements', {'id': 'uuid'}) }}
