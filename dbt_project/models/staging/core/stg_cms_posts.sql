{{ staged('cms_posts', key='post_id') }}
