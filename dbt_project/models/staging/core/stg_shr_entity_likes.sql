{{ staged('shr_entity_likes', key='entity_like_id') }}
