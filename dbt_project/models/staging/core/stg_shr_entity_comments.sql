{{ staged('shr_entity_comments', key='entity_comment_id') }}
