{{ staged('mkt_content_pillars', key='pillar_id') }}
