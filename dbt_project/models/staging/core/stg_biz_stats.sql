{{ staged('biz_stats') }}
