{{ staged('mkt_campaigns', key='campaign_id') }}
