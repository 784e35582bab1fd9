{{ staged('mkt_pillar_content_types', key='pillar_content_type_id') }}
