"""Profiles of replicas: taken in the pass of the checks, kept, judged, and warned of."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest

from database.catalog import Catalog
from database.connections import connect
from expectations.circumstances import IST
from expectations.profiles import Profile, keep_profiles, profiles_of
from expectations.rules import EachRow, Rule
from expectations.unusual import record_unusual

pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")

NOON = datetime(2026, 4, 5, 12, tzinfo=IST)
THINGS = Catalog.model_validate(
    {
        "tables": {
            "things": {
                "columns": {
                    "id": {"type": "integer", "is_required": True},
                    "colour": {"type": "text"},
                    "created_at": {"type": "timestamptz", "is_required": True},
                }
            }
        }
    }
)
RULE = Rule(
    name="things_have_ids",
    table="core.things",
    severity="error",
    description="Each thing has an id.",
    remedy="Give it one.",
    expect=EachRow("id >= 0"),
    shows="id",
)
# A hundred things a day, every fourth without a colour; one at the last microsecond of a day.
FILL = """
insert into core.things
select day * 100 + n, case when n % 4 > 0 then (array['red', 'green', 'blue'])[1 + n % 3] end,
    timestamptz '2026-04-05 00:00+05:30' - make_interval(days => day) - interval '1 microsecond'
        - make_interval(mins => n * 10)
from generate_series(0, 29) as day, generate_series(0, 99) as n
"""


@pytest.fixture
def url(warehouse: str) -> Iterator[str]:
    with connect(warehouse, autocommit=True) as connection:
        connection.execute(
            "create table core.things (id integer, colour text, created_at timestamptz)"
        )
        connection.execute(FILL)
        connection.execute("analyze core.things")
        yield warehouse
        connection.execute("drop table core.things")


def taken(url: str, instant: datetime = NOON) -> Profile:
    from expectations.bridge import evaluate

    with connect(url) as connection:
        profiles = profiles_of(connection, THINGS, {"core.things": instant})
    assert evaluate(url, [RULE], profiles=profiles)["things_have_ids"].is_success
    return profiles["core.things"]


def history(connection: psycopg.Connection, figure: str, column: str = "") -> dict[date, float]:
    return dict(
        connection.execute(
            "select day, value from quality.profiles where figure = %s and column_name = %s",
            [figure, column],
        ).fetchall()
    )


def pretend(connection: psycopg.Connection, weeks: int) -> None:
    """Move back in time what was kept, a copy a week: the history of as many sweeps."""
    connection.execute(
        "insert into quality.profiles"
        " select table_name, figure, column_name, day - 7 * week, value, instant"
        " from quality.profiles, generate_series(1, %s) as week",
        [weeks],
    )


def test_a_pass_counts_rows_days_empties_and_distinct_values(url: str) -> None:
    profile = taken(url)
    with connect(url) as connection:
        keep_profiles(connection, [profile])
        assert history(connection, "rows") == {NOON.date(): 3_000}
        days = history(connection, "rows created")
        assert days == {NOON.date() - timedelta(days=age): 100 for age in range(1, 8)}
        assert history(connection, "empty", "colour") == {NOON.date(): 0.25}
        assert history(connection, "distinct values", "colour") == {NOON.date(): 3}


def test_a_day_that_is_counted_again_has_one_figure(url: str) -> None:
    for _ in range(2):
        with connect(url) as connection:
            keep_profiles(connection, [taken(url)])
            assert len(history(connection, "rows created")) == 7


def judged(url: str) -> Any:
    with connect(url) as connection:
        profile = taken(url)
        keep_profiles(connection, [profile])
        (result,) = record_unusual(connection, [profile])
        return result


def test_a_table_without_a_history_is_not_judged(url: str) -> None:
    assert judged(url).status == "skipped"


def test_a_table_that_is_as_usual_passes(url: str) -> None:
    judged(url)
    with connect(url) as connection:
        pretend(connection, 8)
    result = judged(url)
    assert (result.status, result.kind, result.tool) == ("passed", "anomaly", "profile")
    assert result.rows_checked == 7 + 3


@pytest.mark.parametrize(
    ("fault", "figure", "column"),
    [
        ("delete from core.things where id % 100 < 80", "rows", ""),
        ("delete from core.things where id between 200 and 299", "rows created", ""),
        ("update core.things set colour = null where id < 700", "empty", "colour"),
        ("update core.things set colour = id where id % 30 = 1", "distinct values", "colour"),
    ],
)
def test_a_planted_fault_is_a_warning_with_what_was_expected(
    fault: str, figure: str, column: str, url: str
) -> None:
    judged(url)
    with connect(url, autocommit=True) as connection:
        pretend(connection, 8)
        connection.execute(fault.encode())
        connection.execute("analyze core.things")
    result = judged(url)
    assert (result.status, result.severity) == ("failed", "warning")
    found = [
        each for each in result.samples if (each["figure"], each["column"]) == (figure, column)
    ]
    assert found
    assert not found[0]["from"] <= found[0]["found"] <= found[0]["to"]
    assert "expected" in result.message
