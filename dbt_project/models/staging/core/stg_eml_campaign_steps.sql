{{ staged('eml_campaign_steps', key='campaign_step_id') }}
