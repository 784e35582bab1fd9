{{ staged('prd_order_items', key='order_item_id') }}
