{{ staged('mkt_segments', key='segment_id') }}
