{{ staged('soc_post_views', key='post_view_id') }}
