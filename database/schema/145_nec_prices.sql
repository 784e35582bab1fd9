-- Egg prices of the National Egg Coordination Committee (NECC): places, daily prices, readings of the page.

select sys_declare_module(
    'nec_', 'Egg prices', 'data', 'What NECC publishes, and what experts and models say about it.'
);

create table nec_zones (
    id uuid not null default gen_random_uuid(),
    name text not null,
    slug text not null,
    description text,
    zone_type text not null,
    zone_code text,
    state text,
    district text,
    city text,
    sort_order integer default 0,
    is_active boolean not null default true,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_nec_zones primary key (id),
    constraint uq_nec_zones_name unique (name),
    constraint uq_nec_zones_slug unique (slug),
    constraint ck_nec_zones_slug check (slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'),
    constraint ck_nec_zones_zone_type check (zone_type in ('production_center', 'consumption_center'))
);

comment on table nec_zones is
'A place NECC quotes a price for. Grain: zone.';
comment on column nec_zones.id is 'Made from the slug, so that a zone has the same id in every database.';
comment on column nec_zones.name is 'As the sheet prints it; CC stands for consumption centre.';
comment on column nec_zones.zone_type is
'Eggs leave a production centre and arrive at a consumption centre; the suffix of the name alone does not tell.';
comment on column nec_zones.state is 'Name of the state, as in ref_states.';
comment on column nec_zones.is_active is 'Quoted today.';

create index idx_nec_zones_zone_type on nec_zones (zone_type);
create index idx_nec_zones_state_district on nec_zones (state, district);
create index idx_nec_zones_is_active on nec_zones (sort_order) where is_active;

select sys_touch_updated_at('nec_zones');


create table nec_prices (
    id uuid not null default gen_random_uuid(),
    zone_id uuid not null,
    date date not null,
    year integer not null generated always as (extract(year from date)::integer) stored,
    month integer not null generated always as (extract(month from date)::integer) stored,
    day_of_month integer not null generated always as (extract(day from date)::integer) stored,
    suggested_price integer,
    prevailing_price integer,
    source text not null default 'scraped',
    scraper_mode text,
    created_at timestamptz not null default now(),
    updated_at timestamptz not null default now(),
    constraint pk_nec_prices primary key (id),
    constraint uq_nec_prices_zone_id_date unique (zone_id, date),
    constraint fk_nec_prices_zone_id foreign key (zone_id) references nec_zones (id) on delete restrict,
    constraint ck_nec_prices_suggested_price check (suggested_price between 100 and 1000),
    constraint ck_nec_prices_prevailing_price check (prevailing_price between 100 and 1000),
    constraint ck_nec_prices_source check (source in ('scraped', 'manual', 'imported')),
    constraint ck_nec_prices_scraper_mode check (scraper_mode in ('CRON', 'MANUAL'))
);

comment on table nec_prices is
'Egg prices in rupees per 100 eggs. A correction by NECC overwrites the price. Grain: zone and India calendar day.';
comment on column nec_prices.date is 'India calendar day the price is for.';
comment on column nec_prices.year is 'Of date, which it cannot contradict; so are month and day_of_month.';
comment on column nec_prices.suggested_price is 'What NECC suggests to the market; rupees per 100 eggs.';
comment on column nec_prices.prevailing_price is
'What the market pays, where NECC suggests nothing; rupees per 100 eggs.';
comment on column nec_prices.scraper_mode is
'Scraped prices only: CRON for a scheduled reading, MANUAL for one by hand.';

create index idx_nec_prices_date on nec_prices (date desc);
create index idx_nec_prices_year_month on nec_prices (year, month);
create index idx_nec_prices_zone_id_year_month on nec_prices (zone_id, year, month);
create index idx_nec_prices_source on nec_prices (source);

select sys_touch_updated_at('nec_prices');


create table nec_scraper_logs (
    id uuid not null default gen_random_uuid(),
    execution_id text not null,
    status text not null,
    zones_scraped integer,
    prices_inserted integer,
    prices_updated integer,
    errors_count integer,
    error_details jsonb,
    execution_time_ms integer,
    created_at timestamptz not null default now(),
    constraint pk_nec_scraper_logs primary key (id),
    constraint ck_nec_scraper_logs_status check (status in ('success', 'partial', 'failed')),
    constraint ck_nec_scraper_logs_amounts check (
        least(zones_scraped, prices_inserted, prices_updated, errors_count, execution_time_ms) >= 0
    )
);

comment on table nec_scraper_logs is
'The NECC page was read. Written once, when the reading ends. Grain: reading.';
comment on column nec_scraper_logs.execution_id is 'Id of the run that read; the same for all readings of a run.';
comment on column nec_scraper_logs.status is 'partial: some cells or months were refused, see error_details.';
comment on column nec_scraper_logs.prices_updated is 'Prices that NECC corrected.';

create index idx_nec_scraper_logs_created_at on nec_scraper_logs (created_at desc);
create index idx_nec_scraper_logs_execution_id on nec_scraper_logs (execution_id);
create index idx_nec_scraper_logs_status on nec_scraper_logs (status);

select sys_declare_imported_counter(
    'nec_scraper_logs', 'errors_count', 'The reader counts its own errors; refused cells are not kept in this database.'
);
