{{ staged('ref_service_categories', key='category_id') }}
