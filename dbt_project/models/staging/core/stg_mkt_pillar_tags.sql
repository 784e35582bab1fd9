{{ staged('mkt_pillar_tags', key='pillar_tag_id') }}
