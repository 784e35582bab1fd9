-- Which replication each incremental model of dbt holds.

create table quality.model_builds (
    model_name text primary key,
    run_id bigint not null references quality.replication_runs (run_id),
    code text not null,
    built_at timestamptz not null default now()
);

create index idx_model_builds_run_id on quality.model_builds (run_id);

comment on table quality.model_builds is 'How far each incremental model of dbt follows core. Grain: model.';
comment on column quality.model_builds.model_name is 'Database, schema and table, quoted as dbt writes them.';
comment on column quality.model_builds.code is
'Checksum of the model: one whose code changed is computed whole again.';
comment on column quality.model_builds.run_id is
'Every change up to this replication is in the model; its next build looks at the later ones.';
