{{ staged('usr_skill_endorsements', key='skill_endorsement_id') }}
