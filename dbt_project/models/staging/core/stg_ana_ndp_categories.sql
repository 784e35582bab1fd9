{{ staged('ana_ndp_categories', key='ndp_category_id') }}
