{{ staged('org_profiles', key='organization_id') }}
