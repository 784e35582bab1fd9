{{ staged('ref_service_attributes', key='service_attribute_id') }}
