{{ staged('ref_currencies', key='currency_id') }}
