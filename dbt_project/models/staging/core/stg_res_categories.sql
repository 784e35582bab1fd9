{{ staged('res_categories', key='category_id') }}
