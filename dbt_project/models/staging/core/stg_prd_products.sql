{{ staged('prd_products', key='product_id') }}
