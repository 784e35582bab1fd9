{{ staged('eml_ses_events', key='ses_event_id') }}
