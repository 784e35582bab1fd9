{{ staged('soc_follows', key='follow_id') }}
