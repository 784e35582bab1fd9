{{ staged('usr_consultant_details') }}
