{{ staged('mkt_topics', key='topic_id') }}
