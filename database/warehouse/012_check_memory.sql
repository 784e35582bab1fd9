-- Every tool that checks writes into one table; how long it remembers, and what turned around.

alter table quality.results drop constraint ck_results_tool;
alter table quality.results add constraint ck_results_tool
check (tool in ('great_expectations', 'dbt', 'reconciliation', 'freshness', 'profile'));

comment on column quality.results.query is 'SQL that returns the failing rows; of a check that passed it is not kept.';

create table quality.thinned (
    status text primary key,
    thinned_to timestamptz not null,
    constraint ck_thinned_status check (status in ('passed', 'failed', 'errored', 'skipped'))
);

comment on table quality.thinned is
'Up to when results were thinned: of the days before, one result of a check is left, and those around a flip. Grain: status.';

create view quality.flips as
with told as (
    select
        *,
        lag(status) over by_check as from_status,
        lag(checked_at) over by_check as last_seen_at
    from quality.results
    where status <> 'skipped'
    window by_check as (partition by tool, check_name order by checked_at)
)

select
    check_name,
    from_status,
    status as to_status,
    checked_at as flipped_at,
    last_seen_at,
    tool,
    schema_name,
    table_name,
    module,
    owner,
    severity,
    message
from told
where status <> from_status;

comment on view quality.flips is
'When a check turned from one status to another; skipped results do not count. Grain: tool, check and instant.';
comment on column quality.flips.last_seen_at is 'When it was last seen as it was before: it turned between then and flipped_at.';

create table quality.builds (
    schema_name text not null,
    table_name text not null,
    owner text not null,
    built_at timestamptz not null,
    may_be interval not null,
    seconds double precision not null,
    primary key (schema_name, table_name)
);

comment on table quality.builds is 'When dbt last built each of its tables. Grain: table; views are as fresh as what they read.';
comment on column quality.builds.may_be is 'How old it may become before somebody is told.';
