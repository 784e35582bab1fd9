{{ staged('mkt_pillar_types', key='pillar_type_id') }}
