{{ staged('ref_business_types', key='business_type_id') }}
