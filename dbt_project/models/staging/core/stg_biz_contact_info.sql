{{ staged('biz_contact_info') }}
