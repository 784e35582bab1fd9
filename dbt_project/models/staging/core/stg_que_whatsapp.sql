{{ staged('que_whatsapp', key='whatsapp_id') }}
