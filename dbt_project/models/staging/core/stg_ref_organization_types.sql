{{ staged('ref_organization_types', key='organization_type_id') }}
