{{ staged('biz_service_areas', key='service_area_id') }}
