{{ staged('evt_registrations', key='registration_id') }}
