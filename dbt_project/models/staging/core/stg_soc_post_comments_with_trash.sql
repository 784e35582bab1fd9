{{ staged('soc_post_comments', key='comment_id', with_trash=true) }}
