{{ staged('res_bookmarks', key='bookmark_id') }}
