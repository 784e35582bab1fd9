{{ staged('usr_engagement_analytics', key='engagement_analytic_id') }}
