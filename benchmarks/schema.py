"""The operational schema under load: likes, pages, searches, trash, versions, its build.

Prints tables of its own: what the documents promise, with the indexes that keep it, and ratios
against the same statements with triggers off. A like is promised in 10 ms, a look into the
trash in 50, a version back in 100, a page in 200, the whole schema in 5 minutes.
"""

import os
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

from benchmarks import schema_build, schema_bulk, schema_reads, schema_writers
from benchmarks.figures import print_comparisons, print_latencies
from benchmarks.schema_data import Size, count, fill
from benchmarks.servers import scratch_server
from database.community.calendar import LAST_DAY, instant
from database.connections import connect
from database.schema_changes import migrate_schema
from database.seeding import seed
from database.server import SOURCE_DATABASE

FULL_SIZE = 100_000
REPEATS = 3
SECONDS_OF_LIKES = 5


def run(members: int, url: str | None = None) -> None:
    """Print what a community of this size takes.

    Args:
        members: How many; each brings ten posts and a hundred likes.
        url: Where a benchmark's community stands already. It is as before afterwards.
    """
    print(f"\nOperational schema; load of the machine before: {_load()}")
    with _community(members, url) as filled:
        size = count(filled)
        print(f"{size.members:,} members, {size.posts:,} posts, {size.likes:,} likes", flush=True)
        if size.members < FULL_SIZE:
            print(f"A small scale; the full one: python -m benchmarks schema --members {FULL_SIZE}")
        _measure(filled, size)
    print(f"\nLoad of the machine after: {_load()}")


def _measure(url: str, size: Size) -> None:
    print_latencies(schema_build.latencies(url, REPEATS))
    print_comparisons(schema_build.comparisons(url, REPEATS))
    calls = min(schema_reads.CALLS, size.members // 4)
    with connect(url) as connection:
        as_of = instant(LAST_DAY + timedelta(days=1))
        print_latencies(schema_reads.latencies(connection, as_of, calls))
    with connect(url) as connection:
        rows = min(schema_bulk.ROWS, size.likes // 10)
        print_comparisons(schema_bulk.comparisons(connection, rows, REPEATS))
    print_latencies(schema_writers.latencies(url, SECONDS_OF_LIKES))


@contextmanager
def _community(members: int, url: str | None) -> Iterator[str]:
    if url is not None:
        yield url
        return
    with scratch_server() as server:
        made = server.url(SOURCE_DATABASE)
        began = time.monotonic()
        migrate_schema(made)
        seed(made)
        fill(made, members)
        print(f"Filled in {time.monotonic() - began:.0f} s:", end=" ")
        yield made


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
