{{ staged('ref_states', key='state_id') }}
