{{ staged('mkt_content_types', key='content_type_id') }}
