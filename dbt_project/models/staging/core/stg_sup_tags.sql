{{ staged('sup_tags', key='tag_id') }}
