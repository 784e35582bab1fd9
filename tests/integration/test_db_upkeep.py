"""Looking at tables, bringing rows back, purging, repairing; typed models of rows."""

import importlib
import sys
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from uuid import uuid4

import psycopg
import pytest
from psycopg.rows import dict_row
from pydantic import BaseModel, ValidationError

from database.catalog import Catalog, Column
from database.connections import connect
from database.dictionary import DictionaryError, read_dictionary
from database.refusals import DatabaseRefusedError, explain
from database.renewal import (
    drop_old_months,
    expire,
    make_months,
    record_engagement_days,
    refresh_suggestions,
    refresh_views,
)
from database.server import EmbeddedServer
from database.table_overview import TableError, find_table, first_rows, table_sizes
from database.typed_models import class_name, python_type, write_models
from database.upkeep import (
    RestoreError,
    purge,
    repair_counters,
    restore_from_trash,
    restore_version,
)
from tests.databases import copy_of
from tests.members import Community
from tests.schema_databases import seeded_template

PERSON = str(uuid4())
POST = str(uuid4())


@pytest.fixture(scope="module")
def catalog() -> Catalog:
    return read_dictionary()


@pytest.fixture
def url(server: EmbeddedServer) -> Iterator[str]:
    """URL of a seeded database in which one person has one post."""
    with copy_of(server, seeded_template(server)) as url:
        with connect(url) as connection:
            connection.execute(
                "insert into auth_users (id, email) values (%s, 'who@example.com')", [PERSON]
            )
            connection.execute(
                "insert into profiles (id, full_name, profile_slug, location_state, phone, email)"
                " values (%s, 'Some Body', 'some-body', 'Kerala', '+919000000000',"
                " 'who@example.com')",
                [PERSON],
            )
            connection.execute(
                "insert into soc_posts (id, author_type, author_id, content, post_type)"
                " values (%s, 'individual', %s, 'first words', 'text')",
                [POST, PERSON],
            )
        yield url


def do(url: str, statement: str, *values: object) -> None:
    with connect(url) as connection:
        connection.execute(statement.encode(), values)


def ask(url: str, query: str) -> list[tuple[object, ...]]:
    with connect(url) as connection:
        return connection.execute(query.encode()).fetchall()


def test_rows_are_shown_without_what_tells_of_a_person(url: str, catalog: Catalog) -> None:
    with connect(url, read_only=True) as connection:
        [row] = first_rows(connection, "profiles", catalog.tables["profiles"])
    assert row["id"] == PERSON
    assert row["location_state"] == "Kerala"
    assert row["full_name"] == row["phone"] == row["email"] == "***"
    assert row["bio"] == ""
    assert "search_vector" not in row
    assert "Some" not in "".join(row.values())


def test_no_more_rows_are_shown_than_asked_for(url: str, catalog: Catalog) -> None:
    with connect(url, read_only=True) as connection:
        assert len(first_rows(connection, "ref_states", catalog.tables["ref_states"], 3)) == 3


def test_every_table_can_be_shown(url: str, catalog: Catalog) -> None:
    with connect(url, read_only=True) as connection:
        for name, table in catalog.tables.items():
            first_rows(connection, name, table, 1)


def test_sizes_count_rows_and_include_partitions(url: str) -> None:
    do(
        url,
        "insert into ana_profile_views (viewed_type, viewed_id, viewer_id)"
        " values ('individual', %s, null)",
        PERSON,
    )
    with connect(url, read_only=True) as connection:
        sizes = {
            size.name: size
            for size in table_sizes(connection, ["ana_profile_views", "ref_states", "soc_polls"])
        }
    assert sizes.keys() == {"ana_profile_views", "ref_states"}
    assert sizes["ana_profile_views"].rows == 1
    assert sizes["ana_profile_views"].bytes > 8192
    assert (sizes["ref_states"].rows, sizes["ref_states"].is_estimate) == (301, False)


def test_big_tables_are_estimated(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("database.table_overview.COUNTED_UP_TO_BYTES", 0)
    do(url, "analyze ref_states")
    with connect(url, read_only=True) as connection:
        [size] = table_sizes(connection, ["ref_states"])
    assert (size.rows, size.is_estimate) == (301, True)


def test_a_table_is_found_by_an_old_name_and_missed_with_suggestions(catalog: Catalog) -> None:
    assert find_table(catalog, "posts") == "soc_posts"
    with pytest.raises(TableError, match="soc_posts"):
        find_table(catalog, "soc_post")


def test_a_row_comes_back_from_the_trash(url: str) -> None:
    do(url, "update soc_posts set is_deleted = true, deletion_reason = 'oops'")
    restore_from_trash(url, "soc_posts", POST)
    assert ask(url, "select is_deleted, deletion_reason from soc_posts") == [(False, None)]
    with pytest.raises(RestoreError, match="cannot be restored"):
        restore_from_trash(url, "soc_posts", POST)


def test_an_old_version_comes_back_as_the_newest(url: str) -> None:
    do(url, "update soc_posts set content = 'second words'")
    assert restore_version(url, "soc_posts", POST, 1) == 3
    assert ask(url, "select content, current_version from soc_posts") == [("first words", 3)]


@pytest.mark.parametrize(
    ("table", "row_id", "message"),
    [
        ("soc_posts", str(uuid4()), "cannot be restored"),
        ("soc_posts", "no uuid", "invalid input syntax"),
        ("ref_states", str(uuid4()), "has no trash"),
        ("no_such_table", str(uuid4()), "does not exist"),
    ],
    ids=["no_such_row", "no_id", "no_trash", "no_such_table"],
)
def test_what_cannot_be_restored_says_so(url: str, table: str, row_id: str, message: str) -> None:
    with pytest.raises(RestoreError, match=message):
        restore_from_trash(url, table, row_id)


def test_a_version_that_is_gone_is_refused(url: str) -> None:
    with pytest.raises(RestoreError, match="one of the last 3 versions"):
        restore_version(url, "soc_posts", POST, 7)
    with pytest.raises(RestoreError, match="keeps no versions"):
        restore_version(url, "ref_states", str(uuid4()), 1)


def test_a_purge_takes_what_is_past_its_time_and_nothing_else(url: str) -> None:
    do(url, "update soc_posts set is_deleted = true")
    assert {each.table_name: each.rows_purged for each in purge(url)}["soc_posts"] == 0
    do(url, "update soc_posts set deleted_at = now() - interval '31 days'")
    assert {each.table_name: each.rows_purged for each in purge(url)}["soc_posts"] == 1
    assert ask(url, "select count(*) from soc_posts") == [(0,)]


def test_a_wrong_counter_is_found_and_repaired(url: str) -> None:
    do(url, "set session_replication_role = replica; update soc_posts set likes_count = 7")
    dry = repair_counters(url, dry_run=True)
    wrong = {(each.table_name, each.column_name): each.rows_wrong for each in dry}
    assert wrong["soc_posts", "likes_count"] == 1
    assert ask(url, "select likes_count from soc_posts") == [(7,)]
    assert sum(each.rows_wrong for each in repair_counters(url)) >= 1
    assert ask(url, "select likes_count from soc_posts") == [(0,)]
    assert sum(each.rows_wrong for each in repair_counters(url, dry_run=True)) == 0


@pytest.fixture(scope="module")
def models(
    catalog: Catalog, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Callable[[str], type[BaseModel]]]:
    """Function from a table's name to its generated model."""
    parent = tmp_path_factory.mktemp("models")
    write_models(catalog, parent / "generated_models")
    sys.path.insert(0, str(parent))

    def model(table: str) -> type[BaseModel]:
        module = (catalog.tables[table].module or "").strip("_")
        found = getattr(importlib.import_module(f"generated_models.{module}"), class_name(table))
        assert issubclass(found, BaseModel)
        return found

    yield model
    sys.path.remove(str(parent))


def test_every_row_fits_the_model_of_its_table(
    url: str, catalog: Catalog, models: Callable[[str], type[BaseModel]]
) -> None:
    checked = set()
    with connect(url) as connection, connection.cursor(row_factory=dict_row) as cursor:
        for table in catalog.tables:
            for row in cursor.execute(f"select * from {table} limit 5".encode()).fetchall():
                checked.add(table)
                models(table).model_validate(row)
    assert checked >= {"profiles", "soc_posts", "usr_stats", "ref_states", "sys_counters"}


def test_every_table_has_a_model_with_its_columns(
    catalog: Catalog, models: Callable[[str], type[BaseModel]]
) -> None:
    for name, table in catalog.tables.items():
        fields = models(name).model_fields
        assert {field.alias or name for name, field in fields.items()} == table.columns.keys()


def test_a_model_refuses_what_the_table_would_refuse(
    models: Callable[[str], type[BaseModel]],
) -> None:
    post = {"author_type": "individual", "author_id": PERSON, "content": "words"}
    likes = models("soc_post_likes")
    assert likes.model_validate({"post_id": POST, "profile_id": PERSON})
    for table, row in (
        ("soc_posts", post | {"visibility": "nobody"}),
        ("soc_posts", post | {"no_such_column": 1}),
        ("soc_post_likes", {"post_id": POST}),
        ("soc_post_likes", {"post_id": POST, "profile_id": "me"}),
        ("soc_posts", post | {"created_at": datetime(2026, 1, 1, tzinfo=UTC).replace(tzinfo=None)}),
    ):
        with pytest.raises(ValidationError):
            models(table).model_validate(row)


@pytest.mark.parametrize(
    ("column", "expected"),
    [
        (Column(type="numeric(10,2)"), "Decimal"),
        (Column(type="text[]"), "list[str]"),
        (Column(type="jsonb"), "Any"),
        (Column(type="point"), "str"),
        (Column(type="text", allowed=("a", 'b"c')), 'Literal["a", "b\\"c"]'),
    ],
)
def test_a_column_has_the_type_of_its_values(column: Column, expected: str) -> None:
    assert python_type(column) == expected


def test_a_read_only_look_cannot_write(url: str) -> None:
    with (
        connect(url, read_only=True) as connection,
        pytest.raises(psycopg.errors.ReadOnlySqlTransaction),
    ):
        connection.execute("delete from soc_posts")


def test_models_of_tables_that_are_gone_are_removed(catalog: Catalog, tmp_path: Path) -> None:
    write_models(catalog, tmp_path)
    (tmp_path / "gone.py").write_text('"""Made by `poultryco db types`."""')
    assert write_models(catalog, tmp_path) == [tmp_path / "gone.py"]


def test_models_never_take_the_place_of_somebody_elses_files(
    catalog: Catalog, tmp_path: Path
) -> None:
    (tmp_path / "mine.py").write_text("work = 'of a week'\n")
    with pytest.raises(DictionaryError, match=r"not made by this command(.|\n)*mine\.py"):
        write_models(catalog, tmp_path)
    assert [file.name for file in tmp_path.iterdir()] == ["mine.py"]
    with pytest.raises(DictionaryError, match="cannot be written"):
        write_models(catalog, tmp_path / "mine.py")


@pytest.mark.parametrize(
    "work",
    [
        purge,
        repair_counters,
        expire,
        make_months,
        refresh_views,
        record_engagement_days,
        refresh_suggestions,
        lambda url: restore_from_trash(url, "soc_posts", POST),
    ],
    ids=lambda work: work.__name__.strip("<>"),
)
def test_a_database_without_the_schema_is_told_to_be_migrated(
    copy_database: Callable[[str], str], work: Callable[[str], object]
) -> None:
    with pytest.raises(DatabaseRefusedError, match="poultryco db migrate"):
        work(copy_database("template1"))


@pytest.mark.parametrize(
    ("error", "passes"),
    [
        (psycopg.OperationalError("server closed the connection unexpectedly"), True),
        (psycopg.errors.AdminShutdown(), True),
        (psycopg.errors.DeadlockDetected(), True),
        (psycopg.errors.LockNotAvailable(), True),
        (psycopg.errors.DiskFull(), False),
        (psycopg.errors.ObjectNotInPrerequisiteState(), False),
        (psycopg.errors.InsufficientPrivilege(), False),
        (psycopg.errors.CheckViolation(), False),
        (psycopg.InterfaceError("the connection is closed"), False),
    ],
    ids=lambda value: type(value).__name__ if isinstance(value, psycopg.Error) else str(value),
)
def test_only_what_passes_by_itself_is_worth_another_try(
    error: psycopg.Error, passes: bool
) -> None:
    explanation = explain(error, "It does not work")
    assert explanation.is_transient is passes
    assert explanation.found
    assert explanation.remedy


def test_days_that_were_missed_are_recorded_once(url: str) -> None:
    do(
        url,
        "insert into soc_post_likes (post_id, profile_id, created_at)"
        " values (%s, %s, now() - interval '1 day')",
        POST,
        PERSON,
    )
    assert list(record_engagement_days(url).values()) == [1]
    do(url, "update usr_engagement_analytics set date = date - 3")
    assert list(record_engagement_days(url).values()) == [0, 0, 1]
    assert ask(url, "select count(*) from usr_engagement_analytics") == [(2,)]


def test_suggestions_are_renewed_of_those_who_come(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("database.renewal.PEOPLE_IN_A_TRANSACTION", 2)
    with connect(url) as connection:
        community = Community(connection)
        people = community.people(5)
        for one, other in pairwise(people):
            community.join(one, other)
        community.run("update profiles set last_active_at = now() - interval '40 days'")
        community.run("update profiles set last_active_at = now() where id = any(%s)", people[:3])
    # Of five in a row each of the first two knows one person two steps away, the third two.
    assert refresh_suggestions(url) == (3, 4)
    assert refresh_suggestions(url) == (3, 4)


def test_memberships_and_invitations_end_when_their_time_is_over(url: str) -> None:
    with connect(url) as connection:
        community = Community(connection)
        member, inviter = community.people(2)
        tier_of = community.add("org_profiles", organization_name="Layers", created_by=inviter)
        for person, days in ((member, -1), (inviter, 1)):
            expires = community.value("select now() + %s * interval '1 day'", days)
            community.add(
                "org_members",
                organization_id=tier_of,
                member_type="individual",
                member_id=person,
                joined_at=community.value("select now() - interval '1 year'"),
                expires_at=expires,
            )
            community.add(
                "org_member_invitations",
                organization_id=tier_of,
                invited_by=inviter,
                invitee_email="x@example.org",
                invitation_token=str(person),
                expires_at=expires,
            )
    assert expire(url) == {"org_members": 1, "org_member_invitations": 1, "int_invitations": 0}
    assert ask(url, "select members_count from org_profiles") == [(1,)]
    assert ask(
        url,
        "select event_type, member_id = (select id from org_members where status = 'expired')"
        " from org_membership_history",
    ) == [("expired", True)]
    assert sum(expire(url).values()) == 0


def test_totals_outlive_the_months_that_are_dropped(url: str) -> None:
    """F25."""
    do(url, "select sys_make_partitions('2024-02-01', '2024-02-01')")
    do(
        url,
        "insert into ana_profile_views (viewed_type, viewed_id, created_at)"
        " values ('individual', %s, '2024-02-10')",
        PERSON,
    )
    assert drop_old_months(url) == ["ana_activity_log_2024_02", "ana_profile_views_2024_02"]
    assert drop_old_months(url) == []
    assert ask(url, "select profile_views_count from usr_stats") == [(1,)]
    assert ask(url, "select count(*) from ana_profile_views") == [(0,)]
    assert ask(url, "select to_regclass('archive.ana_profile_views_2024_02')") == [(None,)]
    assert sum(each.rows_wrong for each in repair_counters(url, dry_run=True)) == 0


@pytest.mark.parametrize("month_ended", [89, 91], ids=["89_days_ago", "91_days_ago"])
def test_a_month_is_dropped_when_all_its_days_are_past_their_time(
    url: str, month_ended: int
) -> None:
    do(url, "select sys_make_partitions('2024-02-01', '2024-02-01', 'ana_activity_log')")
    [(number,)] = ask(
        url,
        "select count(*) from drop_old_months("
        f"'2024-03-01'::timestamptz + {month_ended} * interval '1 day')",
    )
    assert number == (month_ended > 90)


def test_a_purge_leaves_what_orders_need_and_takes_the_rest(url: str) -> None:
    with connect(url) as connection:
        community = Community(connection)
        owner = community.person()
        for name in ("Ordered", "Alone"):
            community.business(
                owner,
                business_name=name,
                is_deleted=True,
                deleted_at=community.value("select now() - interval '31 days'"),
            )
        connection.execute(
            "create table orders_of_businesses (business_id uuid references biz_profiles"
            " on delete restrict)"
        )
        connection.execute(
            "insert into orders_of_businesses select id from biz_profiles"
            " where business_name = 'Ordered'"
        )
    for rows in (1, 0):
        assert {each.table_name: each.rows_purged for each in purge(url)}["biz_profiles"] == rows
    assert ask(url, "select business_name from biz_profiles") == [("Ordered",)]
    do(url, "drop table orders_of_businesses")
    assert {each.table_name: each.rows_purged for each in purge(url)}["biz_profiles"] == 1
