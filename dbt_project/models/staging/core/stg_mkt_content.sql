{{ staged('mkt_content', key='content_id') }}
