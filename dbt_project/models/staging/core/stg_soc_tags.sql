{{ staged('soc_tags', key='tag_id') }}
