{{ staged('mkt_content_schedule', key='content_schedule_id') }}
