{{ staged('usr_completeness_checks') }}
