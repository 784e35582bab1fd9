{{ staged('evt_speakers', key='speaker_id') }}
