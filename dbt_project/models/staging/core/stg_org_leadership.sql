{{ staged('org_leadership', key='leadership_id') }}
