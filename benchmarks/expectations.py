"""Great Expectations against the same rules as plain SQL, on the archive and what dbt makes of it.

The plain SQL counts what is checked and what breaks the rule, one statement a rule, or one a
table for all conditions on its rows. Importing Great Expectations, seconds once a process, is
left out. In turns, so that a busy machine slows both.
"""

import os
import subprocess
import sys
import tempfile
from collections.abc import Callable, Sequence
from itertools import groupby
from pathlib import Path
from statistics import median
from time import perf_counter

import psycopg

from benchmarks.measure import Measure
from benchmarks.servers import scratch_warehouse
from database.connections import connect
from database.environment import tool_environment
from database.settings import Settings
from expectations.market import RULES
from expectations.rules import Query, Rule
from expectations.runner import run_suite
from ingestion.necc.archive import import_archive
from ingestion.necc.zones import load_zones

REPEATS = 5
LARGE_TABLES = ("market.nec_prices", "ana.ana_necc_daily_prices")
ROW_RULES = tuple(
    rule for rule in RULES if rule.table in LARGE_TABLES and not isinstance(rule.expect, Query)
)


def measures() -> list[Measure]:
    """Time the whole suite, and the conditions on rows of the large tables alone."""
    with scratch_warehouse() as url:
        _fill(url)
        from expectations.bridge import evaluate

        with connect(url, read_only=True, autocommit=True) as plain:
            plain.execute("set max_parallel_workers_per_gather = 0")
            suite, statements = _in_turns(lambda: run_suite(url), lambda: _count_each(plain, RULES))
            scans, combined = _in_turns(
                lambda: evaluate(url, ROW_RULES), lambda: _count_by_table(plain, ROW_RULES)
            )
    return [
        Measure(f"suite of {len(RULES)} checks, recorded", suite, "a query a check", statements),
        Measure(
            f"{len(ROW_RULES)} checks of rows, two large tables", scans, "a query a table", combined
        ),
    ]


def _fill(url: str) -> None:
    with connect(url) as connection:
        load_zones(connection)
        import_archive(connection)
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")
    environment = {**os.environ, **tool_environment(Settings(warehouse_url=url))}
    with tempfile.TemporaryDirectory() as target:
        dbt = str(Path(sys.executable).with_name("dbt"))
        subprocess.run(
            [dbt, "run", "--quiet", "--target-path", target, "--log-path", target],
            cwd=environment["DBT_PROJECT_DIR"],
            env=environment,
            check=True,
        )


def _in_turns(ours: Callable[[], object], other: Callable[[], object]) -> tuple[float, float]:
    """Return the median seconds of both, after a first turn that is not counted."""
    turns = [(_seconds(ours), _seconds(other)) for _ in range(REPEATS + 1)][1:]
    return median(turn[0] for turn in turns), median(turn[1] for turn in turns)


def _seconds(call: Callable[[], object]) -> float:
    started = perf_counter()
    call()
    return perf_counter() - started


def _count_each(connection: psycopg.Connection, rules: Sequence[Rule]) -> None:
    from expectations.custom_expectations import tally_sql

    for rule in rules:
        connection.execute(tally_sql(rule.checked_rows_sql).encode()).fetchall()


def _count_by_table(connection: psycopg.Connection, rules: Sequence[Rule]) -> None:
    for table, of_table in groupby(rules, key=lambda rule: rule.table):
        broken = [
            f"count(*) filter (where ({rule.expect.condition(table)}) is not true)"
            for rule in of_table
            if not isinstance(rule.expect, Query)
        ]
        query = f"select count(*), {', '.join(broken)} from {table}"  # noqa: S608
        connection.execute(query.encode()).fetchall()
