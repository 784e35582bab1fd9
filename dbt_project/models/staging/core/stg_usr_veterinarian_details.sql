{{ staged('usr_veterinarian_details') }}
