{{ staged('eml_campaigns', key='campaign_id') }}
