{{ staged('msg_reactions', key='reaction_id') }}
