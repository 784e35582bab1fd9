{{ staged('soc_comment_likes', key='comment_like_id') }}
