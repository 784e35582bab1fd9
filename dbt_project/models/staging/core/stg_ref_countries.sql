{{ staged('ref_countries', key='country_id') }}
