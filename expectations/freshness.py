"""How old replicas and models may become, and whether they are older: one result each a run.

How recent the prices inside a table are is a rule of the suite `market`.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

import psycopg

from database.check_results import CheckResult, code_version, record
from expectations.samples import SAMPLE_SIZE

# What follows changes is renewed every hour: one hour that was missed is no alarm.
HOURLY = timedelta(hours=6)
# Everything else at 10:30 and 17:00: a night and a missed morning are no alarm.
TWICE_A_DAY = timedelta(hours=26)

OWNER = "data-platform"
REPLICAS = """
select table_name, instant, %(hourly)s::interval as may_be, now() - instant
from quality.replica_state
where instant is not null
order by instant, table_name
"""
MODELS = """
select concat_ws('.', schema_name, table_name), built_at, may_be, now() - built_at
from quality.builds
order by built_at, 1
"""
ASKED = {"replicas_are_fresh": ("core", REPLICAS), "models_are_fresh": ("ana", MODELS)}
"""Schema and SQL by check: tables with their instant, how old they may be and are, oldest first."""


def may_be_of(config: Mapping[str, Any]) -> timedelta:
    """Return how old a table of dbt may become, by its config: some follow each replication."""
    return HOURLY if config.get("incremental_strategy") == "touched" else TWICE_A_DAY


def record_freshness(connection: psycopg.Connection) -> list[CheckResult]:
    """Look how old replicas and models are; write it down and return it."""
    run = {"run_id": uuid4(), "checked_at": datetime.now(UTC)}
    results = [
        _result(name, schema, connection.execute(sql, {"hourly": HOURLY}).fetchall(), run)
        for name, (schema, sql) in ASKED.items()
    ]
    record(connection, results)
    return results


def _result(
    name: str, schema: str, tables: Sequence[tuple[Any, ...]], run: dict[str, Any]
) -> CheckResult:
    stale = [each for each in tables if each[3] > each[2]]
    return CheckResult(
        **run,
        check_name=name,
        tool="freshness",
        suite=schema,
        schema_name=schema,
        table_name=name.partition("_")[0],
        owner=OWNER,
        severity="warning",
        status="failed" if stale else "passed" if tables else "skipped",
        message=_message(tables, stale),
        rows_checked=len(tables),
        rows_failing=len(stale),
        samples=[
            {"table": table, "as of": f"{instant:%Y-%m-%d %H:%M}", "hours old": _hours(age)}
            for table, instant, _, age in stale[:SAMPLE_SIZE]
        ],
        query="",
        seconds=0.0,
        code_version=code_version(),
        instant=tables[0][1] if tables else None,
        kind="freshness",
    )


def _message(tables: Sequence[tuple[Any, ...]], stale: Sequence[tuple[Any, ...]]) -> str:
    if not tables:
        return "skipped: there are none yet"
    oldest = f"the oldest, {tables[0][0]}, is {_hours(tables[0][3])} hours old"
    if not stale:
        return f"{len(tables)} tables are no older than they may be; {oldest}"
    return f"{len(stale)} of {len(tables)} tables are older than they may be; {oldest}"


def _hours(age: timedelta) -> float:
    return round(age / timedelta(hours=1), 1)
