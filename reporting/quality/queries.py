"""SQL of the quality report: reads `quality`. The newest results are `reporting.results`.

Each query returns the columns of one class of `rows`.
"""

LAST_DAY = """
select (max(checked_at) at time zone 'Asia/Kolkata')::date from quality.results
"""

# Several runs a day are one day here: what the page draws is a day wide. The columns are those
# of idx_results_verdicts, which alone is read.
HISTORIES = """
select
    check_name,
    array_agg(day order by day) as days,
    array_agg(is_bad order by day) as are_bad,
    array_agg(rows_failing order by day) as rows_failing
from (
    select
        check_name,
        (checked_at at time zone 'Asia/Kolkata')::date as day,
        bool_or(status <> 'passed') as is_bad,
        max(rows_failing) as rows_failing
    from quality.results
    where
        status <> 'skipped'
        and checked_at >= %(first_day)s::timestamp at time zone 'Asia/Kolkata'
    group by 1, 2
) as by_day
group by check_name
"""

REPLICAS = """
select table_name, instant, strategy, row_count, verified_at, problem
from quality.replica_state
order by problem is null, instant nulls first, table_name
"""

REPLICATION = """
select status, message, started_at, finished_at, instant
from quality.replication_runs
order by started_at desc
limit 1
"""

# Only models of the strategy `touched` note a replication: for other tables it is none.
BUILDS = """
with

followed as (

    select
        (parse_ident(model.model_name))[2] as schema_name,
        (parse_ident(model.model_name))[3] as table_name,
        run.instant,
        (
            select count(*)
            from quality.replication_runs as later
            where later.run_id > model.run_id and later.status = 'succeeded'
        ) as replications_behind
    from quality.model_builds as model
    inner join quality.replication_runs as run on run.run_id = model.run_id

)

select
    schema_name, table_name, build.owner, build.built_at, build.may_be,
    followed.instant, followed.replications_behind
from quality.builds as build
left join followed using (schema_name, table_name)
order by schema_name, table_name
"""

PRICES_ARE_BUILT = """
select to_regclass('ana.ana_necc_daily_prices') is not null
"""
