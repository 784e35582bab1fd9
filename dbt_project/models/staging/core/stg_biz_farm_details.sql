{{ staged('biz_farm_details') }}
