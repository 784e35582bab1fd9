{{ staged('soc_posts', key='post_id', with_trash=true) }}
