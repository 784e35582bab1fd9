{{ staged('biz_locations', key='location_id') }}
