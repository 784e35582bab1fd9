{{ staged('mkt_platform_kpis', key='platform_kpi_id') }}
