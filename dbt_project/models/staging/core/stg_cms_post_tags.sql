{{ staged('cms_post_tags', key='post_tag_id') }}
