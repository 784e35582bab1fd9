{{ staged('evt_cohosts', key='event_cohost_id') }}
