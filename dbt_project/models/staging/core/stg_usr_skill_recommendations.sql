{{ staged('usr_skill_recommendations', key='skill_recommendation_id') }}
