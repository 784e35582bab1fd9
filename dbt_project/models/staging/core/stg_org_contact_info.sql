{{ staged('org_contact_info') }}
