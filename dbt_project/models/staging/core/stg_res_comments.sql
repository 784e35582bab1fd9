{{ staged('res_comments', key='comment_id') }}
