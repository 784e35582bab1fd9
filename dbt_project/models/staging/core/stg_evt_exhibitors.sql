{{ staged('evt_exhibitors', key='exhibitor_id') }}
