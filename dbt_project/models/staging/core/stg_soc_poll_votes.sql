{{ staged('soc_poll_votes', key='poll_vote_id') }}
