{{ staged('biz_profile_versions') }}
