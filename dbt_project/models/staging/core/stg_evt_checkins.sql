{{ staged('evt_checkins', key='checkin_id') }}
