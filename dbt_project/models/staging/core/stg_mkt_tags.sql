{{ staged('mkt_tags', key='tag_id') }}
