{{ staged('evt_ticket_types', key='ticket_type_id') }}
