{{ staged('soc_post_likes', key='post_like_id') }}
