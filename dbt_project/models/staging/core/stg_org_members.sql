{{ staged('org_members', key='membership_id') }}
