"""What the application asks of `ana` by key, from 16 connections at once.

Connections have the rights of the role that reads, and every call has a key of its own, drawn from
all there are. They ask as fast as they are answered, so each waits for the other fifteen, too.
"""

from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass

from psycopg.sql import SQL, Identifier

from benchmarks import pgbench
from benchmarks.figures import Latency
from benchmarks.plans import used_indexes
from database.connections import connect

READER = "poultryco_analyst"
GOAL_MS = 10.0
# What is drawn from, and the table whose keys are drawn: those the application has a page for.
KEYS = {
    "feed": ("profile_id", "ana_feed_rankings"),
    "member": ("profile_id", "ana_profile_engagement"),
    "post": ("post_id", "ana_post_engagement"),
    "zone": ("zone_id", "ana_necc_zone_summary"),
    "event": ("event_id", "ana_event_performance"),
    "job": ("job_id", "ana_job_funnel"),
    "product": ("product_id", "ana_product_performance"),
    "business": ("business_id", "ana_business_stats"),
    "organization": ("organization_id", "ana_org_membership"),
}
DRAW = """
create unlogged table benchmark.{name} as
select row_number() over (order by md5({column}::text))::integer as number, {column} as key
from (select distinct {column} from ana.{table}) as keys;
alter table benchmark.{name} add primary key (number);
analyze benchmark.{name}
"""


@dataclass(frozen=True, slots=True)
class Read:
    """A query of a page.

    Attributes:
        name: Which page, or part of one.
        query: What it asks; `:key` stands for a key.
        drawn_from: Name of the keys; None where all readers ask the same.
    """

    name: str
    query: str
    drawn_from: str | None = None


READS = (
    Read(
        "a member's feed page, with the figures under its posts",
        "select post_id, relation, likes_count, comments_count, shares_count, views_count"
        " from ana.ana_feed_rankings inner join ana.ana_post_engagement using (post_id)"
        " where profile_id = :key and rank_number between 21 and 40 order by rank_number",
        "feed",
    ),
    Read(
        "a visitor's feed page",
        "select * from ana.ana_feed_posts where public_rank_number between 1 and 20"
        " order by public_rank_number",
    ),
    Read("popular posts", "select * from ana.ana_popular_posts order by popularity_rank limit 20"),
    Read(
        "trending resources",
        "select * from ana.ana_trending_resources order by trending_rank limit 20",
    ),
    Read("active members", "select * from ana.ana_active_users order by rank_number limit 20"),
    Read(
        "the figures under a post",
        "select * from ana.ana_post_engagement where post_id = :key",
        "post",
    ),
    Read(
        "a post's last 30 days on which something happened",
        "select * from ana.ana_engagement_metrics where entity_id = :key"
        " order by metric_date desc limit 30",
        "post",
    ),
    Read(
        "a member's engagement",
        "select * from ana.ana_profile_engagement where profile_id = :key",
        "member",
    ),
    Read(
        "a member's profile strength and next best step",
        "select * from ana.ana_profile_strength where profile_id = :key",
        "member",
    ),
    Read(
        "people a member might know",
        "select * from ana.ana_connection_recommendations where profile_id = :key"
        " order by rank_number limit 10",
        "member",
    ),
    Read(
        "a zone's year",
        "select price_date, price_basis, price_inr_per_100_eggs, change_pct"
        " from ana.ana_necc_daily_prices where zone_id = :key"
        " and price_date between '2025-01-01' and '2025-12-31' order by price_date",
        "zone",
    ),
    Read(
        "a zone's months",
        "select price_month, avg_suggested_price_inr_per_100_eggs,"
        " avg_prevailing_price_inr_per_100_eggs, published_days_count"
        " from ana.ana_necc_monthly_averages where zone_id = :key order by price_month",
        "zone",
    ),
    Read(
        "a zone's figures", "select * from ana.ana_necc_zone_summary where zone_id = :key", "zone"
    ),
    Read(
        "the rate sheet of a day",
        "select zone_name, zone_type, price_inr_per_100_eggs, change_inr_per_100_eggs, change_pct"
        " from ana.ana_necc_daily_prices where price_date = '2026-03-02'"
        " order by zone_name",
    ),
    Read(
        "an event for its organizer",
        "select * from ana.ana_event_performance where event_id = :key",
        "event",
    ),
    Read("a job for its employer", "select * from ana.ana_job_funnel where job_id = :key", "job"),
    Read(
        "a product for its seller",
        "select * from ana.ana_product_performance where product_id = :key",
        "product",
    ),
    Read(
        "the figures of a business",
        "select * from ana.ana_business_stats where business_id = :key",
        "business",
    ),
    Read(
        "an organization's last twelve months",
        "select * from ana.ana_org_membership where organization_id = :key"
        " order by membership_month desc limit 12",
        "organization",
    ),
)


def latencies(url: str, seconds: int, reads: Sequence[Read] = READS) -> Iterator[Latency]:
    """Measure each read for some seconds, but those of pages that nobody has.

    Args:
        url: A warehouse whose models are built.
        seconds: How long each is asked.
        reads: What is asked; all without it.
    """
    with _keys(url, {read.drawn_from for read in reads}) as sizes:
        for read in reads:
            size = sizes.get(read.drawn_from or "")
            if size == 0:
                continue
            asked = _with_key(read, ":number")
            script = (f"\\set number random(1, {size})\n" if size else "") + asked + ";\n"
            took = pgbench.milliseconds(url, script, seconds, role=READER)
            yield Latency(read.name, took, GOAL_MS, _indexes(url, read))


def _with_key(read: Read, number: str) -> str:
    chosen = f"(select key from benchmark.{read.drawn_from} where number = {number})"  # noqa: S608
    return read.query.replace(":key", chosen)


def _indexes(url: str, read: Read) -> list[str]:
    with connect(url) as connection:
        asked = _with_key(read, "1").encode()
        found = used_indexes(connection, lambda: connection.execute(asked))
    return [name for name in found if name != f"{read.drawn_from}_pkey"]


@contextmanager
def _keys(url: str, names: Collection[str | None]) -> Iterator[dict[str, int]]:
    """Have tables of keys to draw from by number; yield how many each has."""
    sizes = {}
    with connect(url) as connection:
        connection.execute("create schema benchmark")
        for name in KEYS.keys() & names:
            column, table = KEYS[name]
            connection.execute(DRAW.format(name=name, column=column, table=table).encode())
            counted = SQL("select count(*) from benchmark.{}").format(Identifier(name))
            row = connection.execute(counted).fetchone()
            sizes[name] = row[0] if row else 0
        connection.execute(f"grant usage on schema benchmark to {READER}".encode())
        connection.execute(f"grant select on all tables in schema benchmark to {READER}".encode())
    try:
        yield sizes
    finally:
        with connect(url) as connection:
            connection.execute("drop schema benchmark cascade")
