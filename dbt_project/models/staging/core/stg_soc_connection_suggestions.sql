{{ staged('soc_connection_suggestions', key='connection_suggestion_id') }}
