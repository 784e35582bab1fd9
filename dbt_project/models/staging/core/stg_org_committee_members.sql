{{ staged('org_committee_members', key='committee_member_id') }}
