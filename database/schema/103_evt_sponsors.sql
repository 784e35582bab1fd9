-- Businesses at an event: sponsors, exhibitors, stalls.

create table evt_sponsor_tiers (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    name text not null,
    description text,
    benefits text[],
    logo_size text not null default 'medium',
    price numeric(10, 2),
    color text,
    max_sponsors integer,
    current_sponsors integer not null default 0,
    display_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_sponsor_tiers primary key (id),
    constraint uq_evt_sponsor_tiers_event_id_name unique (event_id, name),
    constraint uq_evt_sponsor_tiers_id_event_id unique (id, event_id),
    constraint fk_evt_sponsor_tiers_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint ck_evt_sponsor_tiers_logo_size check (logo_size in ('small', 'medium', 'large', 'extra-large')),
    constraint ck_evt_sponsor_tiers_price check (price >= 0),
    constraint ck_evt_sponsor_tiers_max_sponsors check (max_sponsors >= 1),
    constraint ck_evt_sponsor_tiers_current_sponsors check (current_sponsors >= 0)
);

comment on table evt_sponsor_tiers is
'A level of sponsorship that an event offers. Grain: event and level.';
comment on column evt_sponsor_tiers.price is 'In the currency of the event.';
comment on column evt_sponsor_tiers.max_sponsors is 'Empty: no limit.';
comment on column evt_sponsor_tiers.current_sponsors is 'Sponsors who have this level.';

select sys_touch_updated_at('evt_sponsor_tiers');


create table evt_sponsors (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    business_id uuid not null,
    tier_id uuid,
    tier text,
    amount numeric(10, 2),
    payment_status text not null default 'pending',
    payment_reference text,
    benefits_received text[],
    logo_url text,
    website_url text,
    description text,
    custom_message text,
    booth_number text,
    booth_size text,
    contact_name text,
    contact_email text,
    contact_phone text,
    is_featured boolean not null default false,
    show_on_event_page boolean not null default true,
    logo_on_materials boolean not null default true,
    display_order integer default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_sponsors primary key (id),
    constraint uq_evt_sponsors_event_id_business_id unique (event_id, business_id),
    constraint uq_evt_sponsors_id_event_id unique (id, event_id),
    constraint fk_evt_sponsors_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_sponsors_business_id
    foreign key (business_id) references biz_profiles (id) on delete cascade,
    constraint fk_evt_sponsors_tier_id_event_id
    foreign key (tier_id, event_id) references evt_sponsor_tiers (id, event_id),
    constraint ck_evt_sponsors_tier
    check (tier in ('title', 'platinum', 'gold', 'silver', 'bronze', 'associate', 'partner')),
    constraint ck_evt_sponsors_amount check (amount >= 0),
    constraint ck_evt_sponsors_payment_status
    check (payment_status in ('pending', 'partial', 'completed', 'refunded'))
);

comment on table evt_sponsors is
'A business supports an event. Grain: event and business.';
comment on column evt_sponsors.tier_id is 'The level among those the event offers, if it has a list of its own.';
comment on column evt_sponsors.tier is 'The level by its usual name.';
comment on column evt_sponsors.amount is 'In the currency of the event.';
comment on column evt_sponsors.contact_name is 'Who speaks for the sponsor. @pii';
comment on column evt_sponsors.contact_email is '@pii';
comment on column evt_sponsors.contact_phone is '@pii';

create index idx_evt_sponsors_event_id_display_order on evt_sponsors (event_id, display_order);
create index idx_evt_sponsors_business_id on evt_sponsors (business_id);
create index idx_evt_sponsors_tier_id_event_id on evt_sponsors (tier_id, event_id) where tier_id is not null;

select sys_touch_updated_at('evt_sponsors');
select sys_declare_counter(
    'evt_sponsor_tiers', 'current_sponsors', '[{"child": "evt_sponsors", "key": "tier_id"}]'
);


create table evt_exhibitors (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    exhibitor_business_id uuid not null,
    primary_contact_id uuid,
    booth_number text,
    booth_size text,
    booth_location text,
    exhibitor_tier text,
    booth_fee numeric(10, 2),
    payment_status text not null default 'pending',
    payment_reference text,
    confirmation_status text not null default 'pending',
    custom_description text,
    showcase_products uuid[],
    show_on_event_page boolean not null default true,
    featured_exhibitor boolean not null default false,
    sort_order integer not null default 0,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_exhibitors primary key (id),
    constraint uq_evt_exhibitors_event_id_exhibitor_business_id unique (event_id, exhibitor_business_id),
    constraint fk_evt_exhibitors_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_exhibitors_exhibitor_business_id
    foreign key (exhibitor_business_id) references biz_profiles (id) on delete cascade,
    constraint fk_evt_exhibitors_primary_contact_id
    foreign key (primary_contact_id) references profiles (id) on delete set null,
    constraint ck_evt_exhibitors_booth_size check (booth_size in ('small', 'medium', 'large', 'custom')),
    constraint ck_evt_exhibitors_exhibitor_tier
    check (exhibitor_tier in ('platinum', 'gold', 'silver', 'bronze', 'standard', 'startup')),
    constraint ck_evt_exhibitors_booth_fee check (booth_fee >= 0),
    constraint ck_evt_exhibitors_payment_status
    check (payment_status in ('pending', 'partial', 'completed', 'refunded')),
    constraint ck_evt_exhibitors_confirmation_status
    check (confirmation_status in ('pending', 'confirmed', 'waitlist', 'cancelled'))
);

comment on table evt_exhibitors is
'A business shows its products at an event. Grain: event and business.';
comment on column evt_exhibitors.primary_contact_id is
'Who speaks for the exhibitor; empty once that person''s account is gone.';
comment on column evt_exhibitors.booth_fee is 'In the currency of the event.';
comment on column evt_exhibitors.showcase_products is
'Ids of products (prd_products) to show first; one that is gone is left out when shown.';

create index idx_evt_exhibitors_event_id_sort_order on evt_exhibitors (event_id, sort_order);
create index idx_evt_exhibitors_exhibitor_business_id on evt_exhibitors (exhibitor_business_id);
create index idx_evt_exhibitors_primary_contact_id on evt_exhibitors (primary_contact_id);

select sys_touch_updated_at('evt_exhibitors');


create table evt_expo_stalls (
    id uuid not null default gen_random_uuid(),
    event_id uuid not null,
    exhibitor_id uuid,
    sponsor_id uuid,
    stall_number text not null,
    stall_size text,
    location_description text,
    status text not null default 'available',
    price numeric(10, 2) not null default 0,
    is_complimentary boolean not null default false,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_evt_expo_stalls primary key (id),
    constraint uq_evt_expo_stalls_event_id_stall_number unique (event_id, stall_number),
    constraint fk_evt_expo_stalls_event_id foreign key (event_id) references evt_events (id) on delete cascade,
    constraint fk_evt_expo_stalls_exhibitor_id
    foreign key (exhibitor_id) references profiles (id) on delete cascade,
    constraint fk_evt_expo_stalls_sponsor_id_event_id
    foreign key (sponsor_id, event_id) references evt_sponsors (id, event_id) on delete cascade,
    constraint ck_evt_expo_stalls_status
    check (status in ('available', 'reserved', 'confirmed', 'setup', 'active')),
    constraint ck_evt_expo_stalls_price check (price >= 0),
    constraint ck_evt_expo_stalls_taken_by_one check (
        num_nonnulls(exhibitor_id, sponsor_id) = 1
        or num_nonnulls(exhibitor_id, sponsor_id) = 0 and status = 'available'
    )
);

comment on table evt_expo_stalls is
'A stall at an event, free or taken by an exhibitor or a sponsor, never by both. Grain: stall.';
comment on column evt_expo_stalls.exhibitor_id is 'The person who takes it.';
comment on column evt_expo_stalls.sponsor_id is 'The sponsor of the same event who takes it.';
comment on column evt_expo_stalls.price is 'In the currency of the event.';

create index idx_evt_expo_stalls_exhibitor_id on evt_expo_stalls (exhibitor_id) where exhibitor_id is not null;
create index idx_evt_expo_stalls_sponsor_id_event_id on evt_expo_stalls (sponsor_id, event_id)
where sponsor_id is not null;
create index idx_evt_expo_stalls_available on evt_expo_stalls (event_id, price) where status = 'available';

select sys_touch_updated_at('evt_expo_stalls');
