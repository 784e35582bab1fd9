{{ staged('usr_farmer_details') }}
