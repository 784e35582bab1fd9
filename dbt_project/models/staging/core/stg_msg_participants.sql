{{ staged('msg_participants', key='participant_id') }}
