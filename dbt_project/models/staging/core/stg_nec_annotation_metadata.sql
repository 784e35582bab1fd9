{{ staged('nec_annotation_metadata') }}
