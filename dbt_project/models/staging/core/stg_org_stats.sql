{{ staged('org_stats') }}
