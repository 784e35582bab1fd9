{{ staged('org_membership_history', key='membership_history_id') }}
