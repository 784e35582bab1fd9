{{ staged('usr_nutritionist_details') }}
