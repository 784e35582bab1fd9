{{ staged('int_invitations', key='invitation_id') }}
