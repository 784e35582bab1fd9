{{ staged('evt_sponsor_tiers', key='sponsor_tier_id') }}
