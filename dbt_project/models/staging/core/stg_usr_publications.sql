{{ staged('usr_publications', key='publication_id') }}
