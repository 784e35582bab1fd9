{{ staged('usr_leaderboards', key='leaderboard_id') }}
