{{ staged('med_uploads', key='upload_id') }}
