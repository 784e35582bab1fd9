-- Products that businesses sell: their pictures, orders and reviews.

select sys_declare_module('prd_', 'Marketplace', 'business', 'Products that businesses sell, orders and reviews.');

create table prd_products (
    id uuid not null default gen_random_uuid(),
    seller_id uuid not null,
    category_id uuid,
    name text not null,
    slug text not null,
    description text,
    price numeric(10, 2) not null,
    currency text default 'INR',
    stock_quantity integer not null default 0,
    sku text,
    images text[],
    specifications jsonb,
    status text not null default 'draft',
    views_count integer not null default 0,
    likes_count integer not null default 0,
    orders_count integer not null default 0,
    rating_avg numeric(3, 2) not null default 0,
    reviews_count integer not null default 0,
    engagement_score integer not null generated always as (likes_count + 3 * reviews_count) stored,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    search_vector tsvector not null generated always as (
        setweight(to_tsvector('english', name), 'A')
        || setweight(to_tsvector('english', coalesce(description, '')), 'B')
    ) stored,
    constraint pk_prd_products primary key (id),
    constraint uq_prd_products_slug unique (slug),
    constraint fk_prd_products_seller_id foreign key (seller_id) references biz_profiles (id) on delete cascade,
    constraint fk_prd_products_category_id foreign key (category_id) references ref_product_categories (id),
    constraint ck_prd_products_name check (name <> ''),
    constraint ck_prd_products_slug check (slug <> ''),
    constraint ck_prd_products_description_length check (char_length(description) <= 2000),
    constraint ck_prd_products_price check (price >= 0),
    constraint ck_prd_products_currency check (currency ~ '^[A-Z]{3}$'),
    constraint ck_prd_products_stock_quantity check (stock_quantity >= 0),
    constraint ck_prd_products_status check (status in ('draft', 'published', 'out_of_stock', 'discontinued')),
    constraint ck_prd_products_rating_avg check (rating_avg between 0 and 5),
    constraint ck_prd_products_counts
    check (least(views_count, likes_count, orders_count, reviews_count) >= 0)
);

comment on table prd_products is
'A product that a business sells. Grain: product.';
comment on column prd_products.seller_id is 'The business; its products go with it.';
comment on column prd_products.slug is 'Last part of the address of the product''s page.';
comment on column prd_products.description is 'At most 2000 characters.';
comment on column prd_products.price is 'In currency, for one piece or package as specifications say.';
comment on column prd_products.sku is 'The seller''s own number.';
comment on column prd_products.images is 'Addresses of pictures in the order shown; texts to them are in prd_images.';
comment on column prd_products.specifications is 'Facts about it, from name to value.';
comment on column prd_products.views_count is 'Views of the page, from ana_entity_views.';
comment on column prd_products.likes_count is 'From shr_entity_likes.';
comment on column prd_products.orders_count is 'Orders of it that were not cancelled.';
comment on column prd_products.rating_avg is 'Mean of the approved ratings, from 1 to 5; 0 without any.';
comment on column prd_products.reviews_count is 'Approved reviews.';
comment on column prd_products.engagement_score is 'A like weighs 1, a review 3, a view nothing.';
comment on column prd_products.search_vector is 'English full text over name (A) and description (B).';

create index idx_prd_products_seller_id on prd_products (seller_id, created_at desc);
create index idx_prd_products_category_id on prd_products (category_id);
create index idx_prd_products_published on prd_products (category_id, created_at desc) where status = 'published';
create index idx_prd_products_rating_avg on prd_products (rating_avg desc);
create index idx_prd_products_status on prd_products (status);
create index fts_prd_products on prd_products using gin (search_vector);

select sys_touch_updated_at('prd_products');
select sys_declare_counter(business_table, 'products_count', '[{"child": "prd_products", "key": "seller_id"}]')
from unnest(array['biz_profiles', 'biz_stats']) as each (business_table);
select sys_declare_counter(
    'biz_stats', 'product_reviews_count',
    '[{"child": "prd_products", "key": "seller_id", "value": "reviews_count"}]', 'sum'
);


create table prd_images (
    id uuid not null default gen_random_uuid(),
    product_id uuid not null,
    image_url text not null,
    alt_text text,
    is_primary boolean not null default false,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_prd_images primary key (id),
    constraint fk_prd_images_product_id foreign key (product_id) references prd_products (id) on delete cascade
);

comment on table prd_images is
'A picture of a product. Grain: picture.';
comment on column prd_images.alt_text is 'What is to be seen, for who cannot see it.';
comment on column prd_images.is_primary is 'Stands for the product in lists; one picture at most.';

create unique index uq_prd_images_product_id_primary on prd_images (product_id) where is_primary;
create index idx_prd_images_product_id on prd_images (product_id, sort_order);

select sys_touch_updated_at('prd_images');


create table prd_reviews (
    id uuid not null default gen_random_uuid(),
    product_id uuid not null,
    reviewer_id uuid not null,
    rating integer not null,
    title text,
    review_text text,
    images text[],
    is_verified_purchase boolean not null default false,
    is_approved boolean not null default false,
    approved_at timestamptz,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_prd_reviews primary key (id),
    constraint uq_prd_reviews_product_id_reviewer_id unique (product_id, reviewer_id),
    constraint fk_prd_reviews_product_id foreign key (product_id) references prd_products (id) on delete cascade,
    constraint fk_prd_reviews_reviewer_id foreign key (reviewer_id) references profiles (id) on delete cascade,
    constraint ck_prd_reviews_rating check (rating between 1 and 5),
    constraint ck_prd_reviews_review_text_length check (char_length(review_text) <= 1000),
    constraint ck_prd_reviews_approved_at check (is_approved or approved_at is null)
);

comment on table prd_reviews is
'What a person thinks of a product; shown and counted once approved. Grain: product and person.';
comment on column prd_reviews.rating is 'From 1 to 5, 5 best.';
comment on column prd_reviews.title is '@pii';
comment on column prd_reviews.review_text is 'At most 1000 characters. @pii';
comment on column prd_reviews.is_verified_purchase is 'The person has ordered the product here.';

create index idx_prd_reviews_reviewer_id on prd_reviews (reviewer_id);
create index idx_prd_reviews_rating on prd_reviews (rating);
create index idx_prd_reviews_approved on prd_reviews (product_id, created_at desc) where is_approved;
create index idx_prd_reviews_waiting on prd_reviews (created_at) where not is_approved;

select sys_touch_updated_at('prd_reviews');
select sys_declare_counter(
    'prd_products', 'reviews_count',
    '[{"child": "prd_reviews", "key": "product_id", "filter": "is_approved"}]'
);
select sys_declare_counter(
    'prd_products', 'rating_avg',
    '[{"child": "prd_reviews", "key": "product_id", "value": "rating", "filter": "is_approved"}]', 'average'
);
select sys_declare_counter(
    'biz_stats', 'average_product_rating',
    '[{"from": "prd_reviews inner join prd_products on prd_products.id = prd_reviews.product_id",
       "key": "prd_products.seller_id",
       "value": "prd_reviews.rating",
       "filter": "prd_reviews.is_approved",
       "touched_by": {
           "prd_reviews": "select seller_id from prd_products where id in (select product_id from changed)",
           "prd_products": "select seller_id from changed"
       },
       "hold": {"prd_reviews": {"prd_products": "select product_id from changed"}}}]',
    'average'
);


create table prd_orders (
    id uuid not null default gen_random_uuid(),
    buyer_id uuid not null,
    order_number text not null,
    subtotal numeric(10, 2) not null,
    tax numeric(10, 2) default 0,
    shipping numeric(10, 2) default 0,
    total numeric(10, 2) not null,
    currency text default 'INR',
    status text not null default 'pending',
    payment_status text not null default 'pending',
    payment_method text,
    payment_id text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_prd_orders primary key (id),
    constraint uq_prd_orders_order_number unique (order_number),
    constraint fk_prd_orders_buyer_id foreign key (buyer_id) references profiles (id) on delete restrict,
    constraint ck_prd_orders_amounts check (least(subtotal, tax, shipping, total) >= 0),
    constraint ck_prd_orders_total check (total = subtotal + coalesce(tax, 0) + coalesce(shipping, 0)),
    constraint ck_prd_orders_currency check (currency ~ '^[A-Z]{3}$'),
    constraint ck_prd_orders_status check (
        status in ('pending', 'confirmed', 'processing', 'shipped', 'delivered', 'cancelled', 'refunded')
    ),
    constraint ck_prd_orders_payment_status check (payment_status in ('pending', 'paid', 'failed', 'refunded'))
);

comment on table prd_orders is
'An order of one buyer. Grain: order.';
comment on column prd_orders.buyer_id is 'Whose account cannot go while there are orders: books have to be kept.';
comment on column prd_orders.order_number is 'For people to read out.';
comment on column prd_orders.subtotal is 'Sum of the items, in currency.';
comment on column prd_orders.total is 'subtotal, tax and shipping.';
comment on column prd_orders.payment_id is 'Id of the payment at whoever handled it.';

create index idx_prd_orders_buyer_id on prd_orders (buyer_id, created_at desc);
create index idx_prd_orders_status on prd_orders (status, created_at desc);
create index idx_prd_orders_payment_status on prd_orders (payment_status);

select sys_touch_updated_at('prd_orders');


create table prd_order_items (
    id uuid not null default gen_random_uuid(),
    order_id uuid not null,
    product_id uuid not null,
    quantity integer not null,
    unit_price numeric(10, 2) not null,
    subtotal numeric(10, 2) not null,
    product_snapshot jsonb,
    created_at timestamptz not null default now(),
    constraint pk_prd_order_items primary key (id),
    constraint uq_prd_order_items_order_id_product_id unique (order_id, product_id),
    constraint fk_prd_order_items_order_id foreign key (order_id) references prd_orders (id) on delete cascade,
    constraint fk_prd_order_items_product_id
    foreign key (product_id) references prd_products (id) on delete restrict,
    constraint ck_prd_order_items_quantity check (quantity >= 1),
    constraint ck_prd_order_items_unit_price check (unit_price >= 0),
    constraint ck_prd_order_items_subtotal check (subtotal = quantity * unit_price)
);

comment on table prd_order_items is
'A product in an order. A product that was ordered cannot go: it is discontinued. Grain: order and product.';
comment on column prd_order_items.unit_price is 'At the time of the order, in its currency.';
comment on column prd_order_items.product_snapshot is 'The product as it was offered at the time.';

create index idx_prd_order_items_product_id on prd_order_items (product_id);

select sys_declare_counter(
    'prd_products', 'orders_count',
    '[{"from": "prd_order_items inner join prd_orders on prd_orders.id = prd_order_items.order_id",
       "key": "prd_order_items.product_id",
       "filter": "prd_orders.status <> ''cancelled''",
       "touched_by": {
           "prd_order_items": "select product_id from changed",
           "prd_orders": "select product_id from prd_order_items where order_id in (select id from changed)"
       },
       "hold": {"prd_order_items": {"prd_orders": "select order_id from changed"}}}]'
);
