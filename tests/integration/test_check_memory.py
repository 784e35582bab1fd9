"""What `quality.results` remembers: how long, what flipped, how old replicas and models are."""

from collections.abc import Iterator, Sequence
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from typing import Any, get_args
from uuid import uuid4

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.check_results import CheckResult, Status, record
from database.check_retention import apply_retention
from database.connections import connect
from expectations.freshness import record_freshness

NOON = datetime.now(UTC).replace(hour=6, minute=30, second=0, microsecond=0)
TOLD = (
    "select check_name, from_status, to_status, flipped_at from quality.flips order by flipped_at"
)


@pytest.fixture
def connection(warehouse: str) -> Iterator[psycopg.Connection]:
    with connect(warehouse, autocommit=True) as connection:
        yield connection


def result(checked_at: datetime, status: Status = "passed", **other: Any) -> CheckResult:
    about: dict[str, Any] = {
        "run_id": uuid4(),
        "check_name": "posts_have_authors",
        "tool": "great_expectations",
        "suite": "core",
        "schema_name": "core",
        "table_name": "soc_posts",
        "owner": "community",
        "severity": "error",
        "status": status,
        "message": "",
        "rows_checked": 1,
        "rows_failing": int(status == "failed"),
        "samples": [],
        "query": "select 1",
        "seconds": 0.0,
        "code_version": "test",
        "instant": checked_at,
        "checked_at": checked_at,
    }
    return CheckResult(**(about | other))


def kept(connection: psycopg.Connection) -> list[tuple[datetime, str]]:
    return connection.execute(
        "select checked_at, status from quality.results order by checked_at"
    ).fetchall()


def test_sql_is_kept_only_of_what_it_finds_something_by(connection: psycopg.Connection) -> None:
    record(connection, [result(NOON, status) for status in get_args(Status)])
    stored = connection.execute("select status, query is not null from quality.results").fetchall()
    assert dict(stored) == {"passed": False, "skipped": False, "failed": True, "errored": True}


def test_one_pass_a_day_is_kept_after_a_week_and_none_after_400_days(
    connection: psycopg.Connection,
) -> None:
    hours = [timedelta(days=day, hours=hour) for day in range(1, 410) for hour in range(4)]
    record(connection, [result(NOON - age) for age in hours])
    ages = [NOON - checked_at for checked_at, _ in kept(connection)]
    fresh = [age for age in ages if age <= timedelta(days=6)]
    thinned = [age for age in ages if timedelta(days=8) < age < timedelta(days=399)]
    assert len(fresh) == 6 * 4 - 3
    assert len(thinned) == 399 - 9
    assert len({age.days for age in thinned}) == len(thinned)
    assert max(ages) <= timedelta(days=400, hours=12)


def test_what_failed_is_kept_longer_than_what_passed(connection: psycopg.Connection) -> None:
    statuses: Sequence[Status] = ("failed", "errored", "skipped", "passed")
    record(connection, [result(NOON - timedelta(days=500), each) for each in statuses])
    assert {status for _, status in kept(connection)} == {"failed", "errored"}


def test_nothing_is_looked_for_twice_a_day(connection: psycopg.Connection) -> None:
    record(connection, [result(NOON - timedelta(days=30, minutes=each)) for each in range(9)])
    assert len(kept(connection)) < 9
    assert apply_retention(connection) == 0
    (row,) = connection.execute(
        "select min(thinned_to) > now() - interval '91 days' from quality.thinned"
    )
    assert row == (True,)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(
    story=st.lists(
        st.tuples(st.sampled_from(["passed", "failed", "errored", "skipped"]), st.integers(1, 40)),
        min_size=2,
        max_size=60,
    )
)
def test_thinning_loses_no_flip(
    connection: psycopg.Connection, story: list[tuple[Status, int]]
) -> None:
    connection.execute("truncate quality.results")
    connection.execute("truncate quality.thinned")
    connection.execute(
        "insert into quality.thinned select status, 'infinity'"
        " from unnest(array['passed', 'skipped', 'failed', 'errored']) as status"
    )
    at, results = NOON - timedelta(days=112), []
    for status, hours in story:
        at += timedelta(hours=hours)
        results.append(result(at, status))
    record(connection, results)
    before = connection.execute(TOLD).fetchall()
    told = [each for each in results if each.status != "skipped"]
    assert [(was, is_now, at) for _, was, is_now, at in before] == [
        (one.status, other.status, other.checked_at)
        for one, other in pairwise(told)
        if one.status != other.status
    ]
    connection.execute("truncate quality.thinned")
    apply_retention(connection)
    assert connection.execute(TOLD).fetchall() == before


def test_a_check_of_two_tools_is_two_checks(connection: psycopg.Connection) -> None:
    later = NOON + timedelta(minutes=1)
    record(connection, [result(NOON), result(later, "failed", tool="dbt")])
    assert connection.execute(TOLD).fetchall() == []


def test_a_replica_and_a_model_that_are_too_old_are_told(connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into quality.replica_state (table_name, instant) values"
        " ('soc_posts', now() - interval '7 hours'), ('usr_users', now() - interval '5 hours')"
    )
    connection.execute(
        "insert into quality.builds (schema_name, table_name, owner, built_at, may_be, seconds)"
        " values ('ana', 'ana_daily', 'growth', now() - interval '7 hours', interval '26 hours', 1)"
    )
    replicas, models = record_freshness(connection)
    assert (replicas.status, replicas.rows_checked, replicas.rows_failing) == ("failed", 2, 1)
    assert [each["table"] for each in replicas.samples] == ["soc_posts"]
    assert "1 of 2 tables are older than they may be" in replicas.message
    assert (models.status, models.rows_failing) == ("passed", 0)
    stored = connection.execute("select tool, kind, status from quality.results").fetchall()
    assert sorted(stored) == [
        ("freshness", "freshness", "failed"),
        ("freshness", "freshness", "passed"),
    ]


def test_freshness_is_skipped_where_there_is_nothing_yet(connection: psycopg.Connection) -> None:
    assert {each.status for each in record_freshness(connection)} == {"skipped"}
