{{ staged('sup_comments', key='comment_id') }}
