-- What members and staff enter for analyses: referrals, prices of other goods, what moves an audience.

create table ana_referrals (
    id uuid not null default gen_random_uuid(),
    referrer_id uuid not null,
    referred_id uuid not null,
    referral_code text not null,
    status text not null default 'pending',
    reward_type text,
    reward_amount numeric(10, 2),
    referred_at timestamptz not null default now(),
    completed_at timestamptz,
    rewarded_at timestamptz,
    updated_at timestamptz not null default now(),
    constraint pk_ana_referrals primary key (id),
    constraint fk_ana_referrals_referrer_id foreign key (referrer_id) references profiles (id) on delete cascade,
    constraint fk_ana_referrals_referred_id foreign key (referred_id) references profiles (id) on delete cascade,
    constraint ck_ana_referrals_referred_id check (referred_id <> referrer_id),
    constraint ck_ana_referrals_status check (status in ('pending', 'completed', 'rewarded')),
    constraint ck_ana_referrals_reward_amount check (reward_amount >= 0)
);

comment on table ana_referrals is
'A member came because another one told of the platform. Invitations, accepted or not, are in int_invitations. '
'Grain: referral.';
comment on column ana_referrals.referrer_id is 'Who told.';
comment on column ana_referrals.referred_id is 'Who came.';
comment on column ana_referrals.referral_code is 'Code of the referrer that was used to register; it opens nothing.';
comment on column ana_referrals.status is
'completed: the new member is active; rewarded: the referrer got the reward.';
comment on column ana_referrals.reward_amount is 'In Indian rupees, where the reward is money.';

create index idx_ana_referrals_referrer_id on ana_referrals (referrer_id);
create index idx_ana_referrals_referred_id on ana_referrals (referred_id);
create index idx_ana_referrals_referral_code on ana_referrals (referral_code);
create index idx_ana_referrals_status on ana_referrals (status);

select sys_touch_updated_at('ana_referrals');


create table ana_market_prices (
    id uuid not null default gen_random_uuid(),
    product_type text not null,
    product_name text not null,
    product_description text,
    quality_grade text,
    location_city text,
    location_district text,
    location_state text not null,
    country text not null default 'India',
    market_name text,
    price numeric(10, 2) not null,
    price_min numeric(10, 2),
    price_max numeric(10, 2),
    currency text not null default 'INR',
    unit text not null,
    source text not null,
    source_url text,
    reported_by uuid,
    verified boolean not null default false,
    verified_by uuid,
    effective_date date not null default current_date,
    effective_time time,
    notes text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ana_market_prices primary key (id),
    constraint fk_ana_market_prices_reported_by
    foreign key (reported_by) references profiles (id) on delete set null,
    constraint fk_ana_market_prices_verified_by
    foreign key (verified_by) references profiles (id) on delete set null,
    constraint ck_ana_market_prices_product_type check (
        product_type in (
            'broiler', 'layer', 'breeder', 'chicks_broiler', 'chicks_layer', 'eggs_table', 'eggs_hatching',
            'feed_broiler_starter', 'feed_broiler_finisher', 'feed_layer', 'feed_breeder',
            'medicine', 'vaccine', 'equipment', 'other'
        )
    ),
    constraint ck_ana_market_prices_product_description_length check (char_length(product_description) <= 200),
    constraint ck_ana_market_prices_prices check (least(price, price_min, price_max) >= 0 and price_min <= price_max),
    constraint ck_ana_market_prices_source check (
        source in (
            'user_reported', 'government', 'market_aggregator', 'business_reported', 'api_feed', 'scraped', 'manual'
        )
    ),
    constraint ck_ana_market_prices_notes_length check (char_length(notes) <= 500)
);

comment on table ana_market_prices is
'A price of birds, chicks, feed or other goods at a place, reported by whoever knows it. NECC''s egg prices are in '
'nec_prices. Grain: report.';
comment on column ana_market_prices.quality_grade is 'Grade or size in the words of the market.';
comment on column ana_market_prices.location_state is 'Name of the state, as in ref_states.';
comment on column ana_market_prices.country is 'Name of the country, as in ref_countries.';
comment on column ana_market_prices.price is 'For one unit, in the currency (ISO 4217).';
comment on column ana_market_prices.unit is 'What the price is for, such as kg, bird or 100 eggs.';
comment on column ana_market_prices.verified is 'Staff compared it with another source.';
comment on column ana_market_prices.effective_date is 'Day the price held at that place.';
comment on column ana_market_prices.notes is 'At most 500 characters. @pii';

create index idx_ana_market_prices_product_type on ana_market_prices (product_type, effective_date desc);
create index idx_ana_market_prices_location_state_location_district
on ana_market_prices (location_state, location_district, effective_date desc);
create index idx_ana_market_prices_effective_date on ana_market_prices (effective_date desc);
create index idx_ana_market_prices_reported_by on ana_market_prices (reported_by) where reported_by is not null;
create index idx_ana_market_prices_verified_by on ana_market_prices (verified_by) where verified_by is not null;

select sys_touch_updated_at('ana_market_prices');


create table ana_ndp_categories (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    color text,
    icon text,
    sort_order integer not null default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_ana_ndp_categories primary key (id),
    constraint uq_ana_ndp_categories_name unique (name),
    constraint uq_ana_ndp_categories_slug unique (slug),
    constraint ck_ana_ndp_categories_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$')
);

comment on table ana_ndp_categories is
'What moves an audience: needs, desires, pains and their like. Topics of marketing are sorted by it. Grain: '
'category.';

create index idx_ana_ndp_categories_is_active on ana_ndp_categories (sort_order) where is_active;

select sys_touch_updated_at('ana_ndp_categories');
