{{ staged('cms_tags', key='tag_id') }}
