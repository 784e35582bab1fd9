{{ staged('cms_categories', key='category_id') }}
