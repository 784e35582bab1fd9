{{ staged('usr_profile_skills', key='profile_skill_id') }}
