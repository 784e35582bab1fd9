{{ staged('mkt_channels', key='channel_id') }}
