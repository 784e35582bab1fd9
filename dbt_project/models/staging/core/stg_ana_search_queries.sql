{{ staged('ana_search_queries', key='search_query_id') }}
