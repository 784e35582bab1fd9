{{ staged('prd_images', key='image_id') }}
