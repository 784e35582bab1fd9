{{ staged('biz_supplier_details') }}
