{{ staged('nec_scraper_logs', key='scraper_log_id') }}
