"""A day's increment of the models of strategy `touched`, and what it is measured against.

Against the application's materialized views, which sort counters that triggers keep; against
materialized views of the models' own queries, which count the same rows; against a full refresh
by dbt. Seconds of several models are added up, as if one had run after the other; what their
statements took in the database stands beside dbt's own count, in which dbt's work is, too.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg.sql import SQL, Identifier

from benchmarks.analytics_day import live_a_day
from benchmarks.dbt_runs import DbtRun, run_dbt
from benchmarks.figures import Comparison, seconds_of
from benchmarks.replication import replicate
from database.connections import connect

TOUCHED = ("--select", "config.incremental_strategy:touched")
APPLICATION_VIEWS = ("mv_popular_posts", "mv_trending_resources", "mv_active_users")
# What a full refresh builds anew, with its keys. The other models keep what the source forgets.
COUNTED_ANEW = {
    "ana_post_engagement": "post_id",
    "ana_engagement_metrics": "entity_type, entity_id, metric_date",
    "int_daily_engagement_given": "profile_id, metric_date",
}


@dataclass(frozen=True, slots=True)
class Built:
    """A community whose models are built.

    Attributes:
        source: URL of the operational database.
        warehouse: URL of the warehouse.
        environment: For dbt on that warehouse.
        likes: How many the community had at first.
    """

    source: str
    warehouse: str
    environment: Mapping[str, str]
    likes: int


@dataclass(frozen=True, slots=True)
class Day:
    """A day that touched some posts, and the builds that followed.

    Attributes:
        posts: How many posts it touched.
        likes: How many likes there were before.
        incremental: The incremental build.
        full: A full refresh of the same models, right after it.
    """

    posts: int
    likes: int
    incremental: DbtRun
    full: DbtRun

    @property
    def name(self) -> str:
        """Say how much was touched of how much."""
        return f"{self.posts:,} posts touched, {self.likes:,} likes"


def live(built: Built, per_mille: int, number: int) -> Day:
    """Live a day at the source, replicate it, build what it touched, then all."""
    posts = live_a_day(built.source, per_mille, number)
    replicate(built.source, built.warehouse)
    incremental = run_dbt(built.environment, *TOUCHED)
    full = run_dbt(built.environment, *TOUCHED, "--full-refresh")
    return Day(posts, built.likes, incremental, full)


def comparisons(built: Built, days: Sequence[Day]) -> Iterator[Comparison]:
    """Compare each day with a full refresh after it, and the first one with refreshed views."""
    for day in days:
        one, other = day.incremental, day.full
        against = "dbt full refresh"
        yield Comparison(f"{day.name}: in the database", against, [one.database], [other.database])
        yield Comparison(f"{day.name}: execution", against, [one.execution], [other.execution])
        yield Comparison(f"{day.name}: whole command", against, [one.command], [other.command])
        yield Comparison(f"{day.name}: start of dbt", against, [one.start], [other.start])
    with _views_of(built.warehouse, days[0].full):
        for how in ("refresh", "refresh concurrently"):
            for whose, url, schema, views in (
                ("the application's views", built.source, "public", APPLICATION_VIEWS),
                ("views that count the same", built.warehouse, "benchmark", COUNTED_ANEW),
            ):
                yield Comparison(
                    f"{days[0].name}: in the database",
                    f"{how}, {whose}",
                    [days[0].incremental.database],
                    [_refresh(url, schema, views, how)],
                )


def growth(small: Day, large: Sequence[Day]) -> Iterator[Comparison]:
    """Compare days of a community with a day of one that has a tenth of the history."""
    for day in large:
        for what, ours, theirs in (
            ("in the database", day.incremental.database, small.incremental.database),
            ("full refresh", day.full.database, small.full.database),
        ):
            yield Comparison(f"{day.name}: {what}", small.name, [ours], [theirs])


@contextmanager
def _views_of(warehouse: str, full: DbtRun) -> Iterator[None]:
    """Have materialized views of what a full refresh computed."""
    with connect(warehouse) as connection:
        connection.execute("set local max_parallel_workers_per_gather = 0")
        connection.execute("create schema benchmark")
        for name, key in COUNTED_ANEW.items():
            query = f"create materialized view benchmark.{name} as {full.queries[name]}"
            connection.execute(query.encode())
            connection.execute(f"create unique index on benchmark.{name} ({key})".encode())
    try:
        yield
    finally:
        with connect(warehouse) as connection:
            connection.execute("drop schema benchmark cascade")


def _refresh(url: str, schema: str, views: Iterable[str], how: str) -> float:
    """Refresh views one after the other; return the seconds."""
    word = SQL("concurrently" if how.endswith("concurrently") else "")
    with connect(url, autocommit=True) as connection:
        connection.execute("set max_parallel_workers_per_gather = 0")
        return sum(
            seconds_of(
                lambda: connection.execute(
                    SQL("refresh materialized view {} {}").format(word, Identifier(schema, view))  # noqa: B023
                )
            )
            for view in views
        )
