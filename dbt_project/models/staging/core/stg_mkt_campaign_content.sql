{{ staged('mkt_campaign_content', key='campaign_content_id') }}
