{{ staged('shr_entity_shares', key='entity_share_id') }}
