{{ staged('org_committees', key='committee_id') }}
