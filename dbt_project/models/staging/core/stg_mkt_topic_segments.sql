{{ staged('mkt_topic_segments', key='topic_segment_id') }}
