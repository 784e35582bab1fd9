"""Months of partitioned logs: made, filled from the default partition, taken away."""

from collections.abc import Iterator
from datetime import date

import psycopg
import pytest

from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import schema_template

PERSON = "00000000-0000-4000-8000-000000000001"
LOGS = ["ana_activity_log", "ana_entity_views", "ana_profile_views", "ana_search_queries"]
VIEW = (
    "insert into ana_profile_views (viewed_type, viewed_id, created_at)"
    " values ('individual', %s, %s)"
)


@pytest.fixture(scope="module")
def database(server: EmbeddedServer) -> Iterator[str]:
    with copy_of(server, schema_template(server)) as url:
        yield url


@pytest.fixture
def connection(database: str) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone after the test; one person exists."""
    with connect(database) as connection:
        connection.execute(
            "insert into auth_users (id, email) values (%s, 'a@example.org')", [PERSON]
        )
        connection.execute(
            "insert into profiles (id, full_name, profile_slug, location_state, phone, email)"
            " values (%s, 'Asha Example', 'asha', 'Goa', '+910000000000', 'a@example.org')",
            [PERSON],
        )
        yield connection
        connection.rollback()


def names(connection: psycopg.Connection, query: str, *values: object) -> list[object]:
    return [row[0] for row in connection.execute(query.encode(), values)]


def views_count(connection: psycopg.Connection) -> object:
    return names(connection, "select profile_views_count from usr_stats")[0]


def view(connection: psycopg.Connection, at: str) -> object:
    """Record a view at an instant; return the partition it went into."""
    connection.execute(VIEW, [PERSON, at])
    return names(
        connection,
        "select tableoid::regclass::text from ana_profile_views where created_at = %s",
        at,
    )[0]


def test_every_log_has_this_month_the_next_three_and_a_rest(
    connection: psycopg.Connection,
) -> None:
    found = names(
        connection,
        "select inhparent::regclass::text || ' ' || count(*) from pg_inherits"
        " join pg_partitioned_table on partrelid = inhparent group by inhparent order by 1",
    )
    assert found == [f"{log} 5" for log in LOGS]
    assert names(connection, "select * from sys_make_partitions()") == []


def test_a_month_is_one_of_utc(connection: psycopg.Connection) -> None:
    connection.execute("set local time zone 'Asia/Kolkata'")
    made = "select * from sys_make_partitions('2024-02-29', '2024-03-01', 'ana_profile_views')"
    assert names(connection, made) == ["ana_profile_views_2024_02", "ana_profile_views_2024_03"]
    assert view(connection, "2024-02-29 23:59:59.999999+00") == "ana_profile_views_2024_02"
    assert view(connection, "2024-03-01 00:00:00+00") == "ana_profile_views_2024_03"
    assert view(connection, "2024-04-01 00:00:00+00") == "ana_profile_views_default"


def test_rows_that_came_before_their_month_move_into_it_uncounted(
    connection: psycopg.Connection,
) -> None:
    assert view(connection, "2024-02-10 12:00+00") == "ana_profile_views_default"
    view(connection, "2024-03-10 12:00+00")
    names(connection, "select sys_make_partitions('2024-02-01', '2024-02-01')")
    assert names(
        connection, "select tableoid::regclass::text from ana_profile_views order by created_at"
    ) == ["ana_profile_views_2024_02", "ana_profile_views_default"]
    assert views_count(connection) == 2


def test_rows_with_a_generated_column_move_too(connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into ana_search_queries (query_text, created_at)"
        " values ('layer farms', '2024-02-10 12:00+00')"
    )
    names(connection, "select sys_make_partitions('2024-02-01', '2024-02-01')")
    found = "select count(*) from ana_search_queries_2024_02 where search_vector @@ 'farm'"
    assert names(connection, found) == [1]


def test_writes_to_a_partition_itself_are_counted_and_checked(
    connection: psycopg.Connection,
) -> None:
    names(connection, "select sys_make_partitions('2024-02-01', '2024-02-01')")
    insert = VIEW.replace("ana_profile_views", "ana_profile_views_2024_02")
    connection.execute(insert, [PERSON, "2024-02-10 12:00+00"])
    assert views_count(connection) == 1
    with pytest.raises(psycopg.errors.ForeignKeyViolation):
        connection.execute(insert, ["00000000-0000-4000-8000-0000000000ff", "2024-02-10 12:00+00"])


def test_old_months_go_and_what_they_counted_stays(connection: psycopg.Connection) -> None:
    names(connection, "select sys_make_partitions('2024-02-01', '2024-04-01')")
    for month in ("02", "03", "04"):
        view(connection, f"2024-{month}-10 12:00+00")
    gone = names(
        connection,
        "select * from sys_detach_partitions(%s, 'ana_profile_views')",
        date(2024, 4, 1),
    )
    assert gone == ["ana_profile_views_2024_02", "ana_profile_views_2024_03"]
    assert names(connection, "select count(*) from ana_profile_views") == [1]
    assert names(connection, "select count(*) from archive.ana_profile_views_2024_02") == [1]
    assert views_count(connection) == 3
    wrong = (
        "select rows_wrong from sys_repair_counters(true) where column_name = 'profile_views_count'"
    )
    assert set(names(connection, wrong)) == {0}
    connection.execute("delete from archive.ana_profile_views_2024_02")
    assert views_count(connection) == 3
    connection.execute("delete from ana_profile_views")
    assert views_count(connection) == 2


def test_a_month_that_is_not_over_stays(connection: psycopg.Connection) -> None:
    names(connection, "select sys_make_partitions('2024-02-01', '2024-02-01')")
    assert names(connection, "select * from sys_detach_partitions('2024-02-29')") == []
