-- Daily egg prices, rupees per 100 eggs, with what was corrected and what was refused.

create table market.nec_prices (
    zone_id uuid not null references market.nec_zones (id),
    date date not null,
    year smallint not null generated always as (extract(year from date)) stored,
    month smallint not null generated always as (extract(month from date)) stored,
    day_of_month smallint not null generated always as (extract(day from date)) stored,
    suggested_price integer,
    suggested_source text,
    suggested_vanished_at timestamptz,
    prevailing_price integer,
    prevailing_source text,
    prevailing_vanished_at timestamptz,
    source text not null generated always as (
        case
            when 'manual' in (suggested_source, prevailing_source) then 'manual'
            when 'scraped' in (suggested_source, prevailing_source) then 'scraped'
            else 'imported'
        end
    ) stored,
    is_in_imputed_month boolean not null default false,
    first_seen_at timestamptz not null,
    last_changed_at timestamptz not null,
    primary key (zone_id, date),
    constraint ck_nec_prices_any_price check (num_nonnulls(suggested_price, prevailing_price) >= 1),
    constraint ck_nec_prices_suggested_price check (suggested_price between 100 and 1000),
    constraint ck_nec_prices_prevailing_price check (prevailing_price between 100 and 1000),
    constraint ck_nec_prices_suggested_source check (
        (suggested_price is null) = (suggested_source is null)
        and suggested_source in ('scraped', 'manual', 'imported')
    ),
    constraint ck_nec_prices_prevailing_source check (
        (prevailing_price is null) = (prevailing_source is null)
        and prevailing_source in ('scraped', 'manual', 'imported')
    ),
    constraint ck_nec_prices_vanished check (
        (suggested_price is not null or suggested_vanished_at is null)
        and (prevailing_price is not null or prevailing_vanished_at is null)
    )
);

create index idx_nec_prices_date on market.nec_prices (date desc);

comment on table market.nec_prices is
'Egg prices in rupees per 100 eggs. Grain: zone and India calendar day, at least one of the two prices published.';
comment on column market.nec_prices.suggested_price is 'From the section NECC SUGGESTED EGG PRICES.';
comment on column market.nec_prices.prevailing_price is 'From the section Prevailing Prices.';
comment on column market.nec_prices.suggested_vanished_at is
'When a sheet was first seen without this price after an earlier sheet had shown it; the price stays.';
comment on column market.nec_prices.prevailing_vanished_at is
'When a sheet was first seen without this price after an earlier sheet had shown it; the price stays.';
comment on column market.nec_prices.source is 'The strongest source of the two prices: manual, then scraped, then imported.';
comment on column market.nec_prices.is_in_imputed_month is
'The archive marks the month of this imported price as holding a few imputed cells.';
comment on column market.nec_prices.last_changed_at is 'When a price, a source or a vanished mark of the row last changed.';

create table market.nec_price_revisions (
    revision_id bigint generated always as identity primary key,
    zone_id uuid not null,
    date date not null,
    basis text not null,
    old_price integer,
    new_price integer,
    seen_at timestamptz not null,
    sheet_id bigint references raw.necc_sheets (sheet_id),
    foreign key (zone_id, date) references market.nec_prices (zone_id, date) on update cascade,
    constraint ck_nec_price_revisions_basis check (basis in ('suggested', 'prevailing')),
    constraint ck_nec_price_revisions_change check (old_price is distinct from new_price)
);

create index idx_nec_price_revisions_zone_date on market.nec_price_revisions (zone_id, date);
create index idx_nec_price_revisions_sheet_id on market.nec_price_revisions (sheet_id);

comment on table market.nec_price_revisions is
'A later change of a published price; a first fill is none. Grain: change of one cell. No new price: it vanished '
'from the page. No old price: it came back.';

create table market.nec_price_quarantine (
    quarantine_id bigint generated always as identity primary key,
    zone_id uuid not null references market.nec_zones (id),
    date date not null,
    basis text not null,
    cell_text text not null,
    reason text not null,
    sheet_id bigint references raw.necc_sheets (sheet_id),
    first_seen_at timestamptz not null,
    resolved_at timestamptz,
    constraint uq_nec_price_quarantine_cell unique (zone_id, date, basis, cell_text),
    constraint ck_nec_price_quarantine_basis check (basis in ('suggested', 'prevailing')),
    constraint ck_nec_price_quarantine_reason check (
        reason in ('not_a_price', 'out_of_range', 'future_day')
    )
);

create index idx_nec_price_quarantine_sheet_id on market.nec_price_quarantine (sheet_id);
create index idx_nec_price_quarantine_open on market.nec_price_quarantine (date) where resolved_at is null;

comment on table market.nec_price_quarantine is
'A cell that was refused, with its text and the reason. Grain: zone, day, basis and text of the cell.';
comment on column market.nec_price_quarantine.reason is
'not_a_price: no whole number; out_of_range: not within 100..1000; future_day: a price for a day after the day of the fetch.';
comment on column market.nec_price_quarantine.resolved_at is 'When a later sheet showed a good price, or nothing, in this cell.';
