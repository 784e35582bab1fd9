{{ staged('org_membership_tiers', key='tier_id') }}
