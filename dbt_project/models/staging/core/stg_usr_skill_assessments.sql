{{ staged('usr_skill_assessments', key='skill_assessment_id') }}
