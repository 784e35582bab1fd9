-- Products, orders whose totals are those of their items, reviews.

create table community.products as
select
    item.number,
    community.id_of('product', item.number) as id,
    businesses.id as seller_id,
    businesses.name as seller,
    businesses.line,
    community.moment_after(businesses.created_at, community.chance('product at', item.number) ^ 2) as created_at,
    kinds.name as kind,
    kinds.slug as category,
    round(kinds.price * (0.8 + 0.4 * community.chance('price', item.number)))::numeric(10, 2) as price
from (
    select
        sellers.number * 8 + step as number,
        sellers.number as business_number,
        step
    from community.businesses as sellers
    cross join lateral generate_series(1, community.number('products', sellers.number, 1, 6)) as step
) as item
inner join community.businesses on item.business_number = businesses.number
inner join (
    values
    (0, 'Layer Mash', 'layer-feed', 1650),
    (1, 'Broiler Finisher', 'broiler-feed', 2100),
    (2, 'Day-old Layer Chick', 'layer-chicks', 42),
    (3, 'Day-old Broiler Chick', 'broiler-chicks', 36), (4, 'Nipple Drinker', 'feeders-and-drinkers', 30),
    (5, 'Layer Cage', 'cages-and-housing', 2600),
    (6, 'Exhaust Fan', 'climate-control', 15500),
    (7, 'Egg Tray', 'packaging', 3),
    (8, 'Vitamin Premix', 'feed-additives', 480), (9, 'Dried Manure', 'by-products', 180)
) as kinds (place, name, slug, price) on kinds.place = item.number % 10;

alter table community.products add primary key (number);
create table community.shelf as select
    *,
    row_number() over (order by number) - 1 as place
from community.products;
alter table community.shelf add primary key (place);
analyze community.shelf;

insert into prd_products (
    id, seller_id, category_id, name, slug, description, price, stock_quantity, sku, images, specifications, status,
    created_at, updated_at
)
select
    products.id,
    seller_id,
    ref_product_categories.id,
    kind,
    format('%s-%s', community.slug(kind), number),
    kind || ' by ' || seller || '.',
    price,
    community.number('stock', number, 0, 900),
    'SKU' || number,
    array[format('https://cdn.example.com/products/%s.jpg', number)],
    '{"pack": "one"}',
    case
        when number % 19 = 3 then 'draft' when number % 23 = 5 then 'discontinued' when
            number % 17 = 1
            then 'out_of_stock'
        else 'published'
    end,
    products.created_at,
    products.created_at
from community.products
inner join ref_product_categories on products.category = ref_product_categories.slug;

insert into prd_images (id, product_id, image_url, alt_text, is_primary, created_at, updated_at)
select
    community.id_of('product image', number),
    id,
    format('https://cdn.example.com/products/%s.jpg', number),
    kind,
    true,
    created_at,
    created_at
from community.products;

create table community.order_items as
select
    orders.number,
    item.place,
    shelf.id as product_id,
    shelf.kind,
    shelf.price,
    members.id as buyer_id,
    community.number('quantity', orders.number * 4 + item.place, 1, 40) as quantity,
    greatest(shelf.created_at, members.joined_at) as possible_at
from generate_series(1::bigint, community.some(0.35, 20)) as orders (number)
cross join (select count(whole.number)::integer as size from community.shelf as whole) as total
cross join lateral generate_series(0, community.number('items', orders.number, 0, 2)) as item (place)
inner join community.shelf
    on
        shelf.place
        = (floor(total.size * community.chance('ordered', orders.number) ^ 2)::integer + item.place) % total.size
inner join community.members on members.n = community.number('buyer', orders.number, 1, community.members());

create table community.orders as
select
    number,
    buyer_id,
    sum(price * quantity) as subtotal,
    community.moment_after(max(possible_at), community.chance('order at', number)) as created_at
from community.order_items
group by number, buyer_id;

insert into prd_orders (
    id, buyer_id, order_number, subtotal, tax, shipping, total, status, payment_status, payment_method, payment_id,
    created_at, updated_at
)
select
    community.id_of('order', number),
    buyer_id,
    'ORD' || lpad(number::text, 8, '0'),
    subtotal,
    levy.tax,
    250,
    subtotal + levy.tax + 250,
    states.status,
    case states.status
        when 'cancelled' then 'failed' when 'refunded' then 'refunded' when 'pending' then 'pending' else 'paid'
    end,
    community.pick(community.chance('pays by', number), 'upi', 'upi', 'bank', 'card'),
    'synthetic-' || number,
    created_at,
    least(created_at + interval '2 days', community.until_at())
from community.orders
cross join lateral (select round(subtotal * 0.05, 2) as tax) as levy
cross join lateral (
    select case
        when created_at > community.until_at() - interval '5 days'
            then community.pick(community.chance('order', number), 'pending', 'confirmed', 'processing', 'shipped')
        when community.chance('order', number) < 0.9 then 'delivered'
        when community.chance('order', number) < 0.97 then 'cancelled'
        else 'refunded'
    end as status
) as states;

insert into prd_order_items (id, order_id, product_id, quantity, unit_price, subtotal, product_snapshot, created_at)
select
    community.id_of('order item', items.number * 4 + place),
    community.id_of('order', items.number),
    product_id,
    quantity,
    price,
    quantity * price,
    jsonb_build_object('name', kind, 'price', price),
    orders.created_at
from community.order_items as items
inner join community.orders on items.number = orders.number;

insert into prd_reviews (
    id, product_id, reviewer_id, rating, title, review_text, is_verified_purchase, is_approved, approved_at, created_at,
    updated_at
)
select distinct on (items.product_id, items.buyer_id)
    community.id_of('review', items.number * 4 + place),
    items.product_id,
    items.buyer_id,
    5 - floor(4 * community.chance('stars', items.number * 4 + place) ^ 2.5)::integer,
    'As expected',
    community.comments(community.chance('review', items.number)),
    true,
    said.at + interval '1 hour' < community.until_at() and items.number % 10 > 0,
    case
        when
            said.at + interval '1 hour' < community.until_at() and items.number % 10 > 0
            then said.at + interval '1 hour'
    end,
    said.at,
    case when said.at + interval '1 hour' < community.until_at() then said.at + interval '1 hour' else said.at end
from community.order_items as items
inner join community.orders on items.number = orders.number
cross join
    lateral (
        select community.soon_after(orders.created_at, community.chance('review at', items.number), '9 days') as at
    ) as said
where community.chance('reviews', items.number * 4 + place) < 0.3
order by items.product_id, items.buyer_id, items.number;
