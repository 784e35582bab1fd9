{{ staged('soc_post_tags') }}
