{{ staged('soc_post_bookmarks', key='post_bookmark_id') }}
