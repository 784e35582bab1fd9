{{ staged('org_announcements', key='announcement_id') }}
