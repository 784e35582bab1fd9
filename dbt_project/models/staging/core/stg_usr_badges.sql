{{ staged('usr_badges', key='badge_id') }}
