{{ staged('ref_entity_types') }}
