{{ staged('usr_search_appearances', key='search_appearance_id') }}
