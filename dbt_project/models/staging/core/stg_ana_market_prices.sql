{{ staged('ana_market_prices', key='market_price_id') }}
