{{ staged('biz_contact_persons', key='contact_person_id') }}
