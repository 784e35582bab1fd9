"""Checks through Great Expectations against the same questions as plain SQL, and as tests of dbt.

The floor is one query a table, the very scans that the checks make, without anything around them.
A look at what was touched alone is measured after a day that touched one row in a hundred. Ratios
of two ways come from turns, so that a busy machine slows both; importing Great Expectations,
seconds once a process, is left out, except where a whole command is told.
"""

import os
import tempfile
from collections.abc import Iterator, Sequence
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from psycopg.sql import SQL, Identifier

from benchmarks import quality_dbt
from benchmarks.analytics import import_prices
from benchmarks.analytics_day import live_a_day
from benchmarks.dbt_runs import environment_of
from benchmarks.figures import Comparison, in_turns, print_comparisons, seconds_of
from benchmarks.replication import call, databases, replicate
from benchmarks.schema_data import count
from database.check_results import CheckResult
from database.connections import connect
from database.upkeep import purge
from expectations.rules import Query, Rule
from expectations.runner import run_checks
from expectations.scans import SET_UP, query_tally_sql, tally_sql
from expectations.suites import rules
from ingestion.necc.calendar import today_ist

REPEATS = 2
PER_MILLE = 10
"""Of how many posts of a thousand, and of how many rows that carry the time of their update."""
UPDATABLE = """
select relname from pg_class
where
    relnamespace = 'public'::regnamespace and relkind = 'r' and not relispartition
    and 2 = (
        select count(*) from pg_attribute
        where
            attrelid = pg_class.oid and not attisdropped
            and (attname, atttypid) in (
                ('id', 'uuid'::regtype), ('updated_at', 'timestamptz'::regtype)
            )
    )
"""
UPDATE = SQL(
    "update {} set updated_at = clock_timestamp()"
    " where abs(mod(uuid_hash_extended(id, 7), 1000)) < %s"
)


def run(members: int, url: str | None = None) -> None:
    """Print what checking a community of this size takes.

    Args:
        members: How many people it has; each brings ten posts and a hundred likes.
        url: A source that is filled already, until yesterday; it will be changed.
    """
    # What is in the trash too long for the instant of the replication breaks a rule.
    yesterday = today_ist() - timedelta(days=1)
    with databases(members, url, yesterday) as (source, warehouse):
        purge(source)
        size = count(source)
        replicate(source, warehouse)
        import_prices(warehouse)
        asked = (*rules("core"), *rules("market"))
        print(
            f"\nQuality: {size.members:,} members, {size.likes:,} likes, {len(asked):,} rules; load"
            f" of the machine: {os.getloadavg()[0]:.1f} on {os.cpu_count()} processors",
            flush=True,
        )
        print_comparisons(_sweeps(warehouse, asked))
        print_comparisons(_since_last(source, warehouse))
        _print_commands(source, warehouse)
        print_comparisons(_against_dbt(warehouse))


def _sweeps(warehouse: str, asked: Sequence[Rule]) -> Iterator[Comparison]:
    """Compare the whole sweep with plain SQL, and the scans inside of it with the floor."""
    scanned: list[float] = []

    def sweep() -> float:
        results: list[CheckResult] = []
        seconds = seconds_of(lambda: results.extend(run_checks(warehouse, asked)))
        scanned.append(sum(each.seconds for each in results))
        bad = [each.check_name for each in results if each.is_bad and each.suite == "core"]
        print(f"{len(bad)} rules broken {bad[:5]}" if bad else "no rule of core is broken")
        return seconds

    floor, each = _by_table(asked), [_tally([rule]) for rule in asked]
    name = "all checks, recorded"
    by_table = in_turns(name, sweep, "a query a table", lambda: _ask(warehouse, floor), REPEATS)
    yield by_table
    alone = _ask(warehouse, each)
    yield Comparison(name, "a query a check", by_table.seconds, [alone])
    scans = scanned[1:]
    yield Comparison("scans inside of them", "a query a table", scans, by_table.other_seconds)
    around = [whole - part for whole, part in zip(by_table.seconds, scans, strict=True)]
    yield Comparison("all but the scans", name, around, by_table.seconds)


def _since_last(source: str, warehouse: str) -> Iterator[Comparison]:
    """Compare a look at what was touched with a whole sweep: nothing touched, then one in 100."""
    of_core = rules("core")
    for what in ("nothing touched", None):
        name = what or _live(source)
        replicate(source, warehouse)
        touched = seconds_of(lambda: run_checks(warehouse, of_core, since_last=True))
        whole = seconds_of(lambda: run_checks(warehouse, of_core))
        yield Comparison(f"since the last: {name}", "all checks of core", [touched], [whole])


def _live(source: str) -> str:
    """Live a day that keeps every rule; say how much it touched."""
    posts = live_a_day(source, PER_MILLE, 1)
    with connect(source) as connection:
        names = [name for (name,) in connection.execute(UPDATABLE.encode()).fetchall()]
        rows = sum(
            connection.execute(UPDATE.format(Identifier(name)), [PER_MILLE]).rowcount
            for name in names
        )
    return f"{posts:,} posts lived, {rows:,} rows updated"


def _print_commands(source: str, warehouse: str) -> None:
    for options in ((), ("--since-last",)):
        done = call(source, warehouse, "check", "--schema", "core", *options)
        words = " ".join(("poultryco check --schema core", *options))
        print(f"\n`{words}`: {done.seconds:.1f} s, {done.megabytes:.0f} MB at most", flush=True)


def _against_dbt(warehouse: str) -> Iterator[Comparison]:
    sample = quality_dbt.sample(rules("core"))
    seconds = [seconds_of(lambda: run_checks(warehouse, sample)) for _ in range(REPEATS + 1)][1:]
    with tempfile.TemporaryDirectory(prefix="poultryco-dbt-") as folder:
        done = quality_dbt.test(environment_of(warehouse, Path(folder)), Path(folder), sample)
    name = f"{len(sample)} rules of {quality_dbt.MODULE}, recorded"
    yield Comparison(name, f"{done.tests} tests, dbt", seconds, [done.running])
    yield Comparison(name, f"{done.tests} tests, dbt, with its start", seconds, [done.command])


def _by_table(asked: Sequence[Rule]) -> list[str]:
    together: list[str] = []
    for _, of_table in groupby(asked, key=lambda rule: rule.table):
        listed = list(of_table)
        about_rows = [rule for rule in listed if not isinstance(rule.expect, Query)]
        together += [_tally(about_rows)] if about_rows else []
        together += [_tally([rule]) for rule in listed if isinstance(rule.expect, Query)]
    return together


def _tally(asked: Sequence[Rule]) -> str:
    return query_tally_sql(asked[0]) if isinstance(asked[0].expect, Query) else tally_sql(asked)


def _ask(warehouse: str, queries: Sequence[str]) -> float:
    """Ask over a connection of its own, which has to look up every table, as the checks' has."""
    with connect(warehouse, read_only=True, autocommit=True) as connection:
        connection.execute(SET_UP.encode())
        return seconds_of(
            lambda: [connection.execute(query.encode()).fetchall() for query in queries]
        )
