{{ staged('evt_expo_stalls', key='expo_stall_id') }}
