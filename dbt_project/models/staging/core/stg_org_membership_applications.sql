{{ staged('org_membership_applications', key='membership_application_id') }}
