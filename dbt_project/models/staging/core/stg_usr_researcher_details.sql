{{ staged('usr_researcher_details') }}
