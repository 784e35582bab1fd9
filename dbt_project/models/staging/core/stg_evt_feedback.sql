{{ staged('evt_feedback', key='feedback_id') }}
