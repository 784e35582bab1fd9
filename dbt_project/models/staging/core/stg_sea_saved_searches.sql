{{ staged('sea_saved_searches', key='saved_search_id') }}
