{{ staged('ana_entity_views', key='entity_view_id') }}
