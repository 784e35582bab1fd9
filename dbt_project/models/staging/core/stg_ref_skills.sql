{{ staged('ref_skills', key='skill_id') }}
