{{ staged('ref_product_categories', key='category_id') }}
