"""The layer `ana` at size: a day's increment, the ranking of feeds, the application's reads.

A community is made at a source and replicated, its models are built. What a day costs is measured
in two communities, of which one has ten times the history of the other.
"""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

from benchmarks import analytics_builds, analytics_feed, analytics_reads
from benchmarks.analytics_builds import Built, Day
from benchmarks.dbt_runs import environment_of, run_dbt
from benchmarks.figures import print_comparisons, print_latencies
from benchmarks.replication import databases, replicate
from benchmarks.schema_data import count
from database.connections import connect
from ingestion.necc.archive import import_archive
from ingestion.necc.calendar import today_ist
from ingestion.necc.zones import load_zones

FULL_SIZE = 100_000
TIMES = 10
# Posts of a thousand, so that a day of the smaller share touches as many as the larger share of
# a community with a tenth of the history.
SHARES = (10, 10 // TIMES)
SECONDS_OF_READS = 5


def run(members: int, url: str | None = None) -> None:
    """Print what the layer takes at this size.

    Args:
        members: How many people; each brings ten posts and a hundred likes.
        url: A source that is filled already, until yesterday; it will be changed.
    """
    print(f"\nAnalytics; load of the machine before: {_load()}", flush=True)
    if members < FULL_SIZE:
        print(f"A small scale; the full one: python -m benchmarks analytics --members {FULL_SIZE}")
    with built(members if url is None else count(url).members, url) as large:
        days = _days(large)
        analytics_feed.show(large)
        print_latencies(analytics_reads.latencies(large.warehouse, SECONDS_OF_READS))
    with built(members // TIMES) as small:
        print_comparisons(analytics_builds.growth(_days(small)[0], days))
    print(f"\nLoad of the machine after: {_load()}")


def _days(built: Built) -> list[Day]:
    days = [analytics_builds.live(built, share, number) for number, share in enumerate(SHARES)]
    print_comparisons(analytics_builds.comparisons(built, days))
    return days


@contextmanager
def built(members: int, url: str | None = None) -> Iterator[Built]:
    """Yield a community whose models are built, with the real prices; what was made is removed.

    Args:
        members: How many people.
        url: A source that has them already.
    """
    # Windows end at the instant of the replication, so the community lives until yesterday.
    yesterday = today_ist() - timedelta(days=1)
    with (
        databases(members, url, yesterday) as (source, warehouse),
        tempfile.TemporaryDirectory(prefix="poultryco-dbt-") as target,
    ):
        size = count(source)
        loaded = replicate(source, warehouse).seconds
        import_prices(warehouse)
        made = Built(source, warehouse, environment_of(warehouse, Path(target)), size.likes)
        all_models = run_dbt(made.environment)
        print(
            f"\n{size.members:,} members, {size.posts:,} posts, {size.likes:,} likes: replicated in"
            f" {loaded:.0f} s, all models built in {all_models.command:.0f} s",
            flush=True,
        )
        yield made


def import_prices(warehouse: str) -> None:
    """Load the zones and the archive of prices."""
    with connect(warehouse) as connection:
        load_zones(connection)
        import_archive(connection)
    with connect(warehouse, autocommit=True) as connection:
        connection.execute("vacuum analyze")


def _load() -> str:
    return f"{os.getloadavg()[0]:.1f} on {os.cpu_count()} processors"
