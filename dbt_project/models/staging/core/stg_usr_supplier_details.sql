{{ staged('usr_supplier_details') }}
