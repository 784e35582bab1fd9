{{ staged('soc_post_reports', key='post_report_id') }}
