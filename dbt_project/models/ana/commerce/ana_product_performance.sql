with

products as (

    select
        product_id,
        seller_id,
        category_id,
        status,
        price,
        created_at,
        {{ currency_of(['currency']) }} as currency
    from {{ ref('stg_prd_products') }}

),

{# Orders, reviews, likes and views are children of a product that know nothing of each other. #}
product_orders as (

    select
        products.product_id,
        sum(orders.orders_count)::integer as orders_count,
        sum(orders.ordered_quantity)::bigint as ordered_quantity,
        {{ sum_in_currency('orders.revenue', 'orders.currency', 'products.currency') }} as revenue,
        {{ other_currencies('orders.revenue', 'orders.currency', 'products.currency') }} as other_revenue
    from products
    inner join {{ ref('int_product_orders') }} as orders on products.product_id = orders.product_id
    group by products.product_id

),

product_reviews as (

    select
        product_id,
        count(*) filter (where is_approved)::integer as reviews_count,
        count(*) filter (where not is_approved)::integer as waiting_reviews_count,
        round(avg(rating) filter (where is_approved), 2)::numeric(3, 2) as mean_rating
    from {{ ref('stg_prd_reviews') }}
    group by product_id

),

product_likes as (

    select
        entity_id as product_id,
        count(*)::integer as likes_count
    from {{ ref('stg_shr_entity_likes') }}
    where entity_type = 'product'
    group by entity_id

)

select
    products.product_id,
    products.seller_id,
    products.category_id,
    products.status,
    products.created_at,
    products.price,
    products.currency,
    coalesce(views.views_count, 0) as views_count,
    coalesce(views.viewers_count, 0) as viewers_count,
    coalesce(likes.likes_count, 0) as likes_count,
    coalesce(orders.orders_count, 0) as orders_count,
    coalesce(orders.ordered_quantity, 0) as ordered_quantity,
    {{ percent_of('coalesce(orders.orders_count, 0)', 'views.views_count', decimals=1) }} as order_pct,
    coalesce(orders.revenue, 0)::numeric(14, 2) as revenue,
    orders.other_revenue,
    coalesce(reviews.reviews_count, 0) as reviews_count,
    coalesce(reviews.waiting_reviews_count, 0) as waiting_reviews_count,
    reviews.mean_rating
from products
left join product_orders as orders on products.product_id = orders.product_id
left join product_reviews as reviews on products.product_id = reviews.product_id
left join product_likes as likes on products.product_id = likes.product_id
left join {{ ref('int_viewed_entities') }} as views
    on products.product_id = views.entity_id and views.entity_type = 'product'
