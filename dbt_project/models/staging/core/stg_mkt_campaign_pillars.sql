{{ staged('mkt_campaign_pillars', key='campaign_pillar_id') }}
