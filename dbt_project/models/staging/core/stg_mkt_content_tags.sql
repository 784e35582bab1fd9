{{ staged('mkt_content_tags', key='content_tag_id') }}
