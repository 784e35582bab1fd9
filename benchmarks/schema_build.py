"""How long the schema takes to build, to fill with reference data, to be recounted."""

from collections.abc import Iterator

import psycopg

from benchmarks.figures import Comparison, Latency, in_turns, seconds_of
from database.connections import connect
from database.schema_changes import migrate_schema
from database.scratch import scratch_database
from database.seeding import seed
from database.upkeep import repair_counters

BUILD_GOAL_MS = 300_000.0
RECOUNTS = """
select sys_recount_query(table_name, column_name)
from sys_counters
where not is_imported
"""


def latencies(url: str, repeats: int) -> Iterator[Latency]:
    """Build the schema on empty databases beside `url`, and load the reference data twice."""
    builds, seeds, seeds_again = [], [], []
    for _ in range(repeats):
        with scratch_database(url) as empty:
            builds.append(1000 * seconds_of(lambda: migrate_schema(empty)))
            seeds.append(1000 * seconds_of(lambda: seed(empty)))
            seeds_again.append(1000 * seconds_of(lambda: seed(empty)))
    yield Latency("db migrate, an empty database", builds, BUILD_GOAL_MS)
    yield Latency("db seed, no reference data yet", seeds)
    yield Latency("db seed, nothing new", seeds_again)


def comparisons(url: str, repeats: int) -> Iterator[Comparison]:
    """Look for wrong counters, against counting what they count."""
    with connect(url, read_only=True, autocommit=True) as connection:
        connection.execute("set jit = off")
        queries = [row[0] for row in connection.execute(RECOUNTS)]
        yield in_turns(
            f"db repair-counters --dry-run, {len(queries)} counters",
            lambda: seconds_of(lambda: repair_counters(url, dry_run=True)),
            "the same counted by plain SQL, compared with nothing",
            lambda: seconds_of(lambda: _count(connection, queries)),
            repeats,
        )


def _count(connection: psycopg.Connection, queries: list[str]) -> None:
    for query in queries:
        counted = f"select count(*) from ({query}) as counted"  # noqa: S608  # The catalog's own.
        connection.execute(counted.encode())
