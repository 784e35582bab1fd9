{{ staged('que_sms', key='sm_id') }}
