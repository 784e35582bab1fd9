{{ staged('ref_country_currencies', key='country_currency_id') }}
