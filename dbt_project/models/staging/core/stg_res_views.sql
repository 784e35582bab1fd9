{{ staged('res_views', key='view_id') }}
