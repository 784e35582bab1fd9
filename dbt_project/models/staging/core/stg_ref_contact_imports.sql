{{ staged('ref_contact_imports', key='contact_import_id') }}
