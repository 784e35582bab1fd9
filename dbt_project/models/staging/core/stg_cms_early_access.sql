{{ staged('cms_early_access', key='early_access_id') }}
