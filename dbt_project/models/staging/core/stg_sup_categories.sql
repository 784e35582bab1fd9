{{ staged('sup_categories', key='category_id') }}
