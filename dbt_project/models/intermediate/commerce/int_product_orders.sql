with

{# An order that was cancelled is no order. #}
orders as (

    select
        order_id,
        payment_status = 'paid' and status <> 'refunded' as is_paid,
        {{ currency_of(['currency']) }} as currency
    from {{ ref('stg_prd_orders') }}
    where status <> 'cancelled'

)

select
    items.product_id,
    orders.currency,
    count(*)::integer as orders_count,
    sum(items.quantity) as ordered_quantity,
    coalesce(sum(items.subtotal) filter (where orders.is_paid), 0) as revenue
from orders
inner join {{ ref('stg_prd_order_items') }} as items on orders.order_id = items.order_id
group by items.product_id, orders.currency
