{{ staged('res_likes', key='like_id') }}
