"""Months of results of every rule, made by SQL: what reports about the past are tested on.

Which checks fail and when follows from `Episode`; all others hold in every run.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from database.connections import connect
from expectations.rules import Rule

FILL = """
insert into quality.results (
    run_id, check_name, tool, suite, schema_name, table_name, owner, severity, status, message,
    rows_checked, rows_failing, samples, query, seconds, code_version, checked_at, module, kind
)
select
    md5(runs.at::text)::uuid,
    rule.name, 'great_expectations', rule.suite, rule.schema_name, rule.table_name, rule.owner,
    rule.severity,
    case when episode.name is null then 'passed' else 'failed' end,
    case
        when episode.name is null then '1,000 rows checked, none breaks the rule'
        else format('%%s of 1,000 rows break the rule', episode.rows_failing)
    end,
    1000,
    coalesce(episode.rows_failing, 0),
    case when episode.name is null then '[]'::jsonb else jsonb_build_array(
        jsonb_build_object('id', md5(rule.name)::uuid, 'found', 7),
        jsonb_build_object('id', md5(rule.name || 'b')::uuid, 'found', null)
    ) end,
    rule.query, 0.01, 'test', runs.at, rule.module, rule.kind
from unnest(
    %(name)s::text[], %(suite)s::text[], %(schema)s::text[], %(table)s::text[], %(owner)s::text[],
    %(severity)s::text[], %(query)s::text[], %(module)s::text[], %(kind)s::text[]
) as rule (name, suite, schema_name, table_name, owner, severity, query, module, kind)
cross join unnest(%(runs)s::timestamptz[]) as runs (at)
left join unnest(
    %(episode)s::text[], %(first)s::timestamptz[], %(last)s::timestamptz[], %(rows)s::bigint[]
) as episode (name, first_at, last_at, rows_failing)
    on episode.name = rule.name and runs.at between episode.first_at and episode.last_at
"""


@dataclass(frozen=True, slots=True)
class Episode:
    """A check fails in every run from first to last, both included."""

    check_name: str
    first: datetime
    last: datetime
    rows_failing: int = 2


def runs_before(last: datetime, *, days: int, runs_a_day: int) -> list[datetime]:
    """Return the moments of runs at even distances, `last` being the newest, oldest first."""
    step = timedelta(days=1) / runs_a_day
    return [last - step * back for back in range(days * runs_a_day)][::-1]


def fill_history(
    url: str, rules: Sequence[Rule], runs: Sequence[datetime], episodes: Iterable[Episode] = ()
) -> None:
    """Write a result of every rule in every run."""
    planned = list(episodes)
    values = {
        "name": [rule.name for rule in rules],
        "suite": [rule.suite for rule in rules],
        "schema": [rule.schema for rule in rules],
        "table": [rule.table_name for rule in rules],
        "owner": [rule.owner for rule in rules],
        "severity": [rule.severity for rule in rules],
        "query": [rule.failing_rows_sql for rule in rules],
        "module": [rule.module for rule in rules],
        "kind": [rule.kind for rule in rules],
        "runs": list(runs),
        "episode": [each.check_name for each in planned],
        "first": [each.first for each in planned],
        "last": [each.last for each in planned],
        "rows": [each.rows_failing for each in planned],
    }
    with connect(url) as connection:
        connection.execute(FILL.encode(), values)
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze quality.results")
