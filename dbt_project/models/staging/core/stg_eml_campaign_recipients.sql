{{ staged('eml_campaign_recipients', key='campaign_recipient_id') }}
