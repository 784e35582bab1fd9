{{ staged('biz_team_members', key='team_member_id') }}
