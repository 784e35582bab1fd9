{{ staged_changes('evt_events', {'id': 'uuid', 'is_deleted': 'boolean'}) }}
