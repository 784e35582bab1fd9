-- Results of checks over time, and the incidents that people are told about.

create table quality.results (
    run_id uuid not null,
    check_name text not null,
    tool text not null,
    suite text not null,
    schema_name text not null,
    table_name text not null,
    owner text not null,
    severity text not null,
    status text not null,
    message text,
    rows_checked bigint,
    rows_failing bigint,
    samples jsonb not null default '[]',
    query text,
    seconds double precision not null,
    code_version text not null,
    instant timestamptz,
    checked_at timestamptz not null,
    primary key (run_id, check_name),
    constraint ck_results_tool check (tool in ('great_expectations', 'dbt', 'reconciliation')),
    constraint ck_results_severity check (severity in ('error', 'warning')),
    constraint ck_results_status check (status in ('passed', 'failed', 'errored', 'skipped'))
);

create index idx_results_check_name on quality.results (check_name, checked_at desc);
create index idx_results_checked_at on quality.results (checked_at desc);

comment on table quality.results is 'What one check found in one run, passes too. Grain: run and check.';
comment on column quality.results.samples is 'The first failing rows, as a list of objects.';
comment on column quality.results.query is 'SQL that returns the failing rows.';
comment on column quality.results.instant is 'The instant of the data that was checked; prices: the last published day.';

create table quality.incidents (
    incident_id bigint generated always as identity primary key,
    incident_key text not null,
    message text not null,
    opened_at timestamptz not null,
    last_seen_at timestamptz not null,
    occurrences integer not null default 1,
    closed_at timestamptz
);

create unique index uq_incidents_open on quality.incidents (incident_key) where closed_at is null;

comment on table quality.incidents is
'Something that broke and was told once. Grain: incident; a key is open at most once at a time.';
