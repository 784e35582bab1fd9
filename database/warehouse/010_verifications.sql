-- What the checks of core know, and where they know it from.

alter table quality.results add column module text not null default '';
alter table quality.results add column kind text not null default '';
alter table quality.results alter column module drop default;
alter table quality.results alter column kind drop default;

create index idx_results_module on quality.results (module, checked_at desc);

comment on column quality.results.module is 'Prefix of the module of the table; empty where it has none.';
comment on column quality.results.kind is 'What sort of rule the check is, such as a foreign key or a counter.';

create table quality.verifications (
    check_name text primary key,
    run_id bigint not null references quality.replication_runs (run_id),
    code text not null,
    verified_at timestamptz not null default now()
);

create index idx_verifications_run_id on quality.verifications (run_id);

comment on table quality.verifications is
'Checks of core that hold, and up to where that is known. Grain: check; one that failed is not here.';
comment on column quality.verifications.run_id is
'The check held of every row after this replication: only rows touched later, or beside those, can break it.';
comment on column quality.verifications.code is 'Checksum of the check: one that asks something else is asked of all rows.';
