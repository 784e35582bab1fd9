{{ staged('job_bookmarks', key='bookmark_id') }}
