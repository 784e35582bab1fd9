{{ staged('que_sms', key='sms_id') }}
