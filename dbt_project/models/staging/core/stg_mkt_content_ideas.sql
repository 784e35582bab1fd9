{{ staged('mkt_content_ideas', key='content_idea_id') }}
