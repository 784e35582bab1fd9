-- Replicas of the operational tables, and what is known of each of them. The tables themselves
-- are made by `ingestion.operational` from the dictionary.

create schema core;
create schema load;
create schema changes;

comment on schema core is
'Replicas of the operational tables under their own names, all of them as of one instant. Keys and indexes, no other '
'constraint: a fault of the source arrives and can be found.';
comment on schema load is 'Copies in flight. Whatever stands here between two runs is left over from one that was killed.';
comment on schema changes is
'Rows that came to and went from each table of core in the last 35 days, without personal columns and long texts.';

create table quality.replication_runs (
    run_id bigint generated always as identity primary key,
    source text not null,
    status text not null default 'running',
    message text,
    started_at timestamptz not null default now(),
    finished_at timestamptz,
    instant timestamptz,
    tables_count integer,
    rows_copied bigint,
    bytes_copied bigint,
    constraint ck_replication_runs_status check (status in ('running', 'succeeded', 'failed', 'interrupted'))
);

create index idx_replication_runs_started_at on quality.replication_runs (started_at desc);

comment on table quality.replication_runs is 'What one replication did. Grain: run.';
comment on column quality.replication_runs.source is 'Database, host and user, without a password.';
comment on column quality.replication_runs.status is
'interrupted: found still running by a later run that had the lock, so it was killed; core stayed as it was.';
comment on column quality.replication_runs.instant is 'The instant of the source that all its tables were read at.';

create table quality.replica_state (
    table_name text primary key,
    source_name text,
    source_columns text[] not null default '{}',
    run_id bigint references quality.replication_runs (run_id),
    baseline_run_id bigint references quality.replication_runs (run_id),
    instant timestamptz,
    read_from timestamptz,
    strategy text,
    row_count bigint not null default 0,
    key_digest numeric not null default 0,
    digest numeric,
    hash_form text,
    verified_at timestamptz,
    problem text,
    constraint ck_replica_state_strategy check (strategy in ('full', 'incremental', 'buckets', 'absent')),
    constraint ck_replica_state_hash_form check (hash_form in ('record', 'text'))
);

create index idx_replica_state_run_id on quality.replica_state (run_id);
create index idx_replica_state_baseline_run_id on quality.replica_state (baseline_run_id);

comment on table quality.replica_state is 'How each table of core stands to its source. Grain: table of core.';
comment on column quality.replica_state.source_name is 'The table it is read from; empty while the source has none.';
comment on column quality.replica_state.source_columns is 'Columns that arrived with the last run; others of core hold what they held.';
comment on column quality.replica_state.baseline_run_id is
'The run that read it for the first time: changes tell of later runs only.';
comment on column quality.replica_state.instant is 'The instant of the source that the table is at.';
comment on column quality.replica_state.read_from is
'Where the next incremental read begins: before the instant, because what was not yet committed then carries earlier times.';
comment on column quality.replica_state.key_digest is 'Sum of the hashes of its keys.';
comment on column quality.replica_state.digest is
'Sum of the hashes of its rows at that instant, where the whole table was hashed; else empty.';
comment on column quality.replica_state.hash_form is
'record: hashes of PostgreSQL, alike within one major version only; text: hashes of rows written as text.';
comment on column quality.replica_state.verified_at is 'Instant at which every row was last compared with the source.';
comment on column quality.replica_state.problem is 'Why the table stopped following its source; empty while it follows.';
