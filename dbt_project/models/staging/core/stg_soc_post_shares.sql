{{ staged('soc_post_shares', key='post_share_id') }}
