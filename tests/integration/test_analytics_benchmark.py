"""The benchmark of the layer `ana` at a size where its figures say nothing: that each part tells.

Its day, its reads and its reading of plans are run; building all models twice, which it does first,
takes minutes and is what `test_dbt_community` and `test_dbt_touched` do.
"""

from collections.abc import Callable

import psycopg
import pytest

from benchmarks import analytics_builds, analytics_day, analytics_reads, pgbench
from benchmarks.analytics_builds import Day
from benchmarks.dbt_runs import DbtRun
from benchmarks.plans import costliest_nodes
from database.community.functions import Plan
from database.community.generation import generate
from database.community.verification import verify
from database.connections import connect
from database.server import EmbeddedServer
from poultryco.community_prices import archive_figures
from tests.databases import copy_of
from tests.schema_databases import seeded_template

MEMBERS = 60
ALL = 1000


def test_a_day_touches_the_posts_it_tells_and_breaks_no_rule(server: EmbeddedServer) -> None:
    with copy_of(server, seeded_template(server)) as source:
        generate(source, Plan(MEMBERS, seed=1), archive_figures())
        with connect(source) as connection:
            live, likes = counts(connection)
        touched = analytics_day.live_a_day(source, ALL, 1)
        with connect(source) as connection:
            left, liked = counts(connection)
        assert touched == live
        assert left == live - live // 50
        assert likes < liked
        assert verify(source).violations == ()


def counts(connection: psycopg.Connection) -> tuple[int, int]:
    """Return how many posts are live, and how many likes there are."""
    [row] = connection.execute(
        "select (select count(*) from soc_posts where not is_deleted),"
        " (select count(*) from soc_post_likes)"
    ).fetchall()
    return row


def test_pages_are_read_by_key_as_the_reading_role(
    copy_database: Callable[[str], str], built_template: str
) -> None:
    url = copy_database(built_template)
    # The models of prices alone are built here.
    of_zones = [read for read in analytics_reads.READS if read.drawn_from == "zone"]
    found = {each.name: each for each in analytics_reads.latencies(url, 1, of_zones)}
    assert len(found) == len(of_zones)
    year = found["a zone's year"]
    assert 0 < year.p95 < max(year.milliseconds) + 1
    assert len(year.milliseconds) > pgbench.CLIENTS
    assert year.goal == analytics_reads.GOAL_MS
    assert [name for name in year.reads_by if "SEQ SCAN" in name] == []
    assert year.reads_by
    with connect(url) as connection:
        assert connection.execute("select to_regnamespace('benchmark')").fetchone() == (None,)


def test_what_the_reading_role_may_not_read_is_refused(
    copy_database: Callable[[str], str], built_template: str
) -> None:
    with pytest.raises(pgbench.PgbenchError, match="permission denied"):
        pgbench.milliseconds(
            copy_database(built_template),
            "select count(*) from raw.necc_sheets;\n",
            1,
            role=analytics_reads.READER,
        )


def test_the_costliest_node_of_a_plan_is_told_first(
    copy_database: Callable[[str], str], built_template: str
) -> None:
    with connect(copy_database(built_template)) as connection:
        nodes = costliest_nodes(
            connection, "select count(*) from ana.ana_necc_daily_prices where zone_name > ''", 2
        )
        [(rows,)] = connection.execute("select count(*) from ana.ana_necc_daily_prices").fetchall()
    scan = next(node for node in nodes if "Scan" in node.name)
    assert scan.name == "Seq Scan of ana_necc_daily_prices"
    assert scan.rows == rows
    assert nodes[0].seconds >= nodes[1].seconds > 0


def test_growth_compares_days_with_one_of_a_tenth_of_the_history() -> None:
    def day(likes: int, incremental: float, full: float) -> Day:
        return Day(10, likes, build(incremental), build(full))

    def build(seconds: float) -> DbtRun:
        return DbtRun({"one": 1, "two": 2}, seconds, 4, 7, {})

    found = list(analytics_builds.growth(day(100, 1, 4), [day(1000, 2, 40)]))
    assert [(each.name, round(each.ratio, 3)) for each in found] == [
        ("10 posts touched, 1,000 likes: in the database", 2),
        ("10 posts touched, 1,000 likes: full refresh", 10),
    ]
    assert (build(5).execution, build(5).start) == (3, 3)
