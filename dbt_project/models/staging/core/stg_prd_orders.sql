{{ staged('prd_orders', key='order_id') }}
