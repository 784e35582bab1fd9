{{ staged('soc_connections', key='connection_id') }}
