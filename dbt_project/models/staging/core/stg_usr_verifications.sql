{{ staged('usr_verifications', key='verification_id') }}
