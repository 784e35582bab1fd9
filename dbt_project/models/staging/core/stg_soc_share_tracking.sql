{{ staged('soc_share_tracking', key='share_tracking_id') }}
