{{ staged('sup_insights', key='insight_id') }}
