{{ staged('nec_annotations', key='annotation_id') }}
