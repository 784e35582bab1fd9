{{ staged('ana_social_kpis', key='social_kpi_id') }}
