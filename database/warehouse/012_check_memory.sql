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

create index idx_results_bad on quality.results (checked_at desc) where status in ('failed', 'errored');

-- One side of every flip is bad, and few results are: the others are only looked up beside those.
create view quality.flips as
select
    later.check_name,
    earlier.status as from_status,
    later.status as to_status,
    later.checked_at as flipped_at,
    earlier.checked_at as last_seen_at,
    later.tool,
    later.schema_name,
    later.table_name,
    later.module,
    later.owner,
    later.severity,
    later.message
from quality.results as later
cross join
    lateral (
        select
            beside.status,
            beside.checked_at
        from quality.results as beside
        where
            beside.check_name = later.check_name
            and beside.tool = later.tool
            and beside.checked_at < later.checked_at
            and beside.status <> 'skipped'
        order by beside.checked_at desc
        limit 1
    ) as earlier
where later.status in ('failed', 'errored') and later.status <> earlier.status

union all

select
    later.check_name,
    earlier.status as from_status,
    later.status as to_status,
    later.checked_at as flipped_at,
    earlier.checked_at as last_seen_at,
    later.tool,
    later.schema_name,
    later.table_name,
    later.module,
    later.owner,
    later.severity,
    later.message
from quality.results as earlier
cross join
    lateral (
        select beside.*
        from quality.results as beside
        where
            beside.check_name = earlier.check_name
            and beside.tool = earlier.tool
            and beside.checked_at > earlier.checked_at
            and beside.status <> 'skipped'
        order by beside.checked_at
        limit 1
    ) as later
where earlier.status in ('failed', 'errored') and later.status = 'passed';

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
