{{ staged('org_member_invitations', key='member_invitation_id') }}
