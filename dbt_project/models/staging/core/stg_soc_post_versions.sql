{{ staged('soc_post_versions') }}
