{{ staged('org_offices', key='office_id') }}
