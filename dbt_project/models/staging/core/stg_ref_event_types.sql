{{ staged('ref_event_types', key='event_type_id') }}
