{{ staged('soc_posts', key='post_id') }}
