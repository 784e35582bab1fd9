-- What has been read: which months, up to which day, with which rows. Tells a day without
-- a price (missing) from a day nobody looked at (not read).

create table market.nec_coverage (
    sheet_month date not null,
    origin text not null,
    covered_until date not null,
    sheet_id bigint references raw.necc_sheets (sheet_id),
    read_at timestamptz not null,
    primary key (sheet_month, origin),
    constraint ck_nec_coverage_month check (sheet_month = date_trunc('month', sheet_month)::date),
    constraint ck_nec_coverage_origin check (origin in ('sheet', 'archive')),
    constraint ck_nec_coverage_until check (
        covered_until >= sheet_month and covered_until < sheet_month + interval '1 month'
    ),
    constraint ck_nec_coverage_sheet check ((origin = 'sheet') = (sheet_id is not null))
);

create index idx_nec_coverage_sheet_id on market.nec_coverage (sheet_id);

comment on table market.nec_coverage is
'How far a month has been read, from the page or from the archive. Grain: month and origin.';
comment on column market.nec_coverage.covered_until is 'Last India calendar day of the month the reading can speak of.';

create table market.nec_sheet_rows (
    sheet_month date not null,
    zone_id uuid not null references market.nec_zones (id),
    basis text not null,
    sheet_id bigint not null references raw.necc_sheets (sheet_id),
    published_days_count smallint not null,
    printed_average numeric,
    computed_average numeric,
    is_average_confirmed boolean not null generated always as (
        printed_average is not distinct from computed_average
    ) stored,
    primary key (sheet_month, zone_id, basis),
    constraint ck_nec_sheet_rows_basis check (basis in ('suggested', 'prevailing'))
);

create index idx_nec_sheet_rows_zone_id on market.nec_sheet_rows (zone_id);
create index idx_nec_sheet_rows_sheet_id on market.nec_sheet_rows (sheet_id);

comment on table market.nec_sheet_rows is
'A row of the newest sheet read for a month: which zone stood in which section. Grain: month, zone, basis.';
comment on column market.nec_sheet_rows.computed_average is 'Mean of the prices on the row, two decimals, half up.';
comment on column market.nec_sheet_rows.is_average_confirmed is 'The printed average recomputes from the cells.';

create table market.nec_scraper_logs (
    id bigint generated always as identity primary key,
    execution_id uuid not null,
    scraper_mode text not null,
    source text not null,
    sheet_month date,
    sheet_id bigint references raw.necc_sheets (sheet_id),
    status text not null,
    zones_scraped integer not null default 0,
    prices_inserted integer not null default 0,
    prices_updated integer not null default 0,
    prices_unchanged integer not null default 0,
    prices_vanished integer not null default 0,
    cells_rejected integer not null default 0,
    zones_added integer not null default 0,
    errors_count integer not null default 0,
    error_details jsonb,
    execution_time_ms integer not null,
    created_at timestamptz not null default now(),
    constraint ck_nec_scraper_logs_mode check (scraper_mode in ('CRON', 'MANUAL')),
    constraint ck_nec_scraper_logs_source check (source in ('page', 'stored_sheet', 'archive', 'file')),
    constraint ck_nec_scraper_logs_status check (status in ('success', 'partial', 'failed'))
);

create index idx_nec_scraper_logs_created_at on market.nec_scraper_logs (created_at desc);
create index idx_nec_scraper_logs_execution_id on market.nec_scraper_logs (execution_id);
create index idx_nec_scraper_logs_sheet_id on market.nec_scraper_logs (sheet_id);

comment on table market.nec_scraper_logs is
'What a run did to one month, or why it failed. Grain: run (execution_id) and month; one row for an import.';
comment on column market.nec_scraper_logs.status is 'partial: loaded, with cells rejected or zones unknown.';
