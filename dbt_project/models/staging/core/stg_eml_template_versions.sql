{{ staged('eml_template_versions', key='template_version_id') }}
