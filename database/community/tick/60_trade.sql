-- A day's orders, registrations, applications, looks at pages, and what becomes of older ones.

create table community.purchases as
select
    present.id as buyer_id,
    present.at,
    products.id as product_id,
    products.price,
    1 + present.place::integer % 5 as quantity,
    community.id_from('order of ' || present.id) as id
from community.present
cross join (
    select count(*) as size from prd_products
    where status = 'published'
) as shelf
inner join (
    select
        id,
        price,
        row_number() over (order by id) - 1 as place
    from prd_products
    where status = 'published'
) as products on products.place = floor(shelf.size * community.chance_by('wants', present.id))
where community.chance_by('orders', present.id) < 0.04;

insert into prd_orders (id, buyer_id, order_number, subtotal, tax, shipping, total, created_at, updated_at)
select
    id,
    buyer_id,
    'ORD-' || left(id::text, 13),
    price * quantity,
    0,
    100,
    price * quantity + 100,
    at,
    at
from community.purchases;

insert into prd_order_items (id, order_id, product_id, quantity, unit_price, subtotal, created_at)
select
    community.id_from('item of ' || id),
    id,
    product_id,
    quantity,
    price,
    price * quantity,
    at
from community.purchases;

update prd_orders
set
    status = case when community.chance_by('cancelled', id) < 0.1 then 'cancelled' else 'delivered' end,
    payment_status = 'paid'
where
    status in ('pending', 'confirmed', 'processing', 'shipped')
    and created_at < community.until_at() - interval '2 days'
    and community.chance_by('arrives', id) < 0.3;

insert into prd_reviews (
    id, product_id, reviewer_id, rating, is_verified_purchase, is_approved, approved_at, created_at, updated_at
)
select
    community.id_from('review ' || items.id),
    items.product_id,
    orders.buyer_id,
    3 + floor(3 * community.chance_by('stars', items.id))::integer,
    true,
    true,
    community.until_at() - interval '1 minute',
    community.until_at() - interval '5 minutes',
    community.until_at() - interval '1 minute'
from prd_order_items as items
inner join prd_orders as orders on items.order_id = orders.id
where
    orders.status = 'delivered'
    and orders.created_at > community.until_at() - interval '9 days'
    and community.chance_by('reviews', items.id) < 0.1
on conflict (product_id, reviewer_id) do nothing;

insert into evt_registrations (id, event_id, profile_id, rsvp_status, status, created_at, updated_at)
select
    community.id_from(format('registration %s %s', events.id, present.id)),
    events.id,
    present.id,
    'going',
    'confirmed',
    present.at,
    present.at
from evt_events_live as events
inner join community.present on community.chance_by('registers ' || events.id, present.id) < 0.02
where events.status = 'published' and events.start_date > community.until_at()
on conflict (event_id, profile_id) do nothing;

update evt_registrations
set status = 'cancelled'
where
    status = 'confirmed' and event_id in (
        select id from evt_events
        where status = 'published'
    )
    and community.chance_by('cancels', id) < 0.01;

update evt_events
set status = 'completed'
where status = 'published' and end_date < community.until_at();

insert into job_applications (id, job_id, applicant_id, created_at, updated_at)
select
    community.id_from(format('application %s %s', jobs.id, present.id)),
    jobs.id,
    present.id,
    present.at,
    present.at
from job_postings_live as jobs
inner join community.present on community.chance_by('applies ' || jobs.id, present.id) < 0.005
where jobs.status = 'published' and jobs.created_at < present.at
on conflict (job_id, applicant_id) do nothing;

update job_postings
set salary_max = salary_max + 1000
where status = 'published' and not is_deleted and community.chance_by('pays more', id) < 0.05;

update job_postings
set status = 'filled'
where status = 'published' and application_deadline < community.until_at();

insert into ana_profile_views (id, viewed_type, viewed_id, viewer_id, created_at)
select
    community.id_from('visit of ' || visitor.id),
    'individual',
    visited.id,
    visitor.id,
    visitor.at
from community.present as visitor
inner join community.present as visited on visited.place = visitor.place + 1;

insert into ana_entity_views (id, entity_type, entity_id, viewer_id, device_type, created_at)
select
    community.id_from('look of ' || present.id),
    'product',
    products.id,
    present.id,
    'mobile',
    present.at
from community.present
inner join
    (select
        id,
        row_number() over (order by id) - 1 as place
    from prd_products) as products
    on products.place = present.place % 13;

update ntf_queue
set
    status = 'sent',
    attempts = least(attempts + 1, max_attempts),
    sent_at = community.until_at() - interval '1 minute',
    error_message = null
where status in ('pending', 'processing') and attempts < max_attempts and community.chance_by('is sent', id) < 0.8;
