{{ staged('biz_profiles', key='business_id') }}
