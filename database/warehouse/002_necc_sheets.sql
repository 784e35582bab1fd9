-- Price sheets as the NECC page served them. A body is stored once however often it is
-- seen again; every sighting is a row of its own.

create table raw.necc_sheets (
    sheet_id bigint generated always as identity primary key,
    sheet_month date not null,
    report_type text not null,
    sha256 text not null,
    body_zlib bytea not null,
    body_bytes integer not null,
    http_status smallint not null,
    fetched_at timestamptz not null,
    constraint uq_necc_sheets_body unique (sheet_month, report_type, sha256),
    constraint ck_necc_sheets_month check (sheet_month = date_trunc('month', sheet_month)::date),
    constraint ck_necc_sheets_report_type check (report_type in ('daily', 'monthly')),
    constraint ck_necc_sheets_sha256 check (sha256 ~ '^[0-9a-f]{64}$')
);

comment on table raw.necc_sheets is
'One body of the NECC price page, as it arrived. Grain: month asked for, report type, content.';
comment on column raw.necc_sheets.sheet_month is
'First day of the month that was asked for; 1 January for the monthly report of a year.';
comment on column raw.necc_sheets.body_zlib is 'The bytes of the answer, zlib-compressed.';
comment on column raw.necc_sheets.fetched_at is 'When this body was seen for the first time.';

create table raw.necc_sheet_sightings (
    sighting_id bigint generated always as identity primary key,
    sheet_id bigint not null references raw.necc_sheets (sheet_id),
    seen_at timestamptz not null,
    elapsed_ms integer not null
);

create index idx_necc_sheet_sightings_sheet_id on raw.necc_sheet_sightings (sheet_id, seen_at desc);

comment on table raw.necc_sheet_sightings is
'One answer of the page whose body is a stored sheet. Grain: request that was answered.';
