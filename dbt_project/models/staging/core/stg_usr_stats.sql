{{ staged('usr_stats') }}
