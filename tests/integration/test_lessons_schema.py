"""What went wrong with the schema of the first implementation: ours has none of it."""

import re
from collections import Counter
from collections.abc import Iterator

import psycopg
import pytest

from database.connections import connect
from database.server import EmbeddedServer
from tests.databases import copy_of
from tests.schema_databases import SCHEMA, schema_template

OURS = "relkind in ('r', 'p') and not relispartition and relnamespace = 'public'::regnamespace"


@pytest.fixture(scope="module")
def connection(server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    with copy_of(server, schema_template(server)) as url, connect(url) as connection:
        yield connection


def names(connection: psycopg.Connection, query: str) -> list[str]:
    return [str(name) for (name,) in connection.execute(query.encode())]


@pytest.mark.lesson("B01", "B04")
def test_every_file_has_a_number_of_its_own_and_was_applied(
    connection: psycopg.Connection,
) -> None:
    files = sorted(path.name for path in SCHEMA.glob("*.sql"))
    assert [name for name in files if not re.fullmatch(r"\d{3}_[a-z0-9_]+\.sql", name)] == []
    repeated = Counter(name[:3] for name in files)
    assert [number for number, times in repeated.items() if times > 1] == []
    applied = names(connection, "select name from schema_migrations order by 1")
    assert applied == files


@pytest.mark.lesson("B02", "B03")
@pytest.mark.parametrize(
    ("table", "target"), [("usr_profile_roles", "ref_roles"), ("adm_actions_log", "adm_users")]
)
def test_a_table_refers_to_one_that_an_earlier_file_makes(
    connection: psycopg.Connection, table: str, target: str
) -> None:
    found = names(
        connection,
        f"select conname from pg_constraint where conrelid = '{table}'::regclass"
        f" and confrelid = '{target}'::regclass",
    )
    assert len(found) == 1


@pytest.mark.lesson("B07")
def test_no_unique_constraint_is_there_twice(connection: psycopg.Connection) -> None:
    twice = names(
        connection,
        "select conrelid::regclass from pg_constraint where contype in ('p', 'u')"
        " group by conrelid, conkey having count(*) > 1",
    )
    assert twice == []


@pytest.mark.lesson("B09", "B10", "S01")
def test_tables_have_updated_at_exactly_when_a_trigger_moves_it(
    connection: psycopg.Connection,
) -> None:
    with_column = names(
        connection,
        "select relname from pg_class inner join pg_attribute on attrelid = pg_class.oid"
        f" where {OURS} and attname = 'updated_at' order by 1",
    )
    with_trigger = names(
        connection,
        "select relname from pg_class inner join pg_trigger on tgrelid = pg_class.oid"
        f" where {OURS} and tgname = 'touch_updated_at' order by 1",
    )
    assert with_column == with_trigger


@pytest.mark.lesson("B15")
def test_no_extension_is_required(connection: psycopg.Connection) -> None:
    assert names(connection, "select extname from pg_extension") == ["plpgsql"]


@pytest.mark.lesson("M01", "M02")
def test_content_has_a_trash_and_versions(connection: psycopg.Connection) -> None:
    trash = names(connection, "select table_name from sys_trash_tables order by 1")
    assert trash == [
        *("biz_profiles", "evt_events", "job_postings"),
        *("res_comments", "soc_post_comments", "soc_posts"),
    ]
    versions = names(connection, "select history_table from sys_version_tables order by 1")
    assert versions == [
        *("biz_profile_versions", "evt_event_versions"),
        *("job_posting_versions", "soc_post_versions"),
    ]


@pytest.mark.lesson("M04")
@pytest.mark.parametrize(
    ("prefix", "tables"),
    [("eml", 12), ("cms", 7), ("sup", 9), ("int", 2), ("shr", 4), ("que", 3)],
)
def test_a_module_has_all_its_tables(
    connection: psycopg.Connection, prefix: str, tables: int
) -> None:
    found = names(
        connection, f"select relname from pg_class where {OURS} and relname like '{prefix}\\_%'"
    )
    assert len(found) == tables


@pytest.mark.lesson("M04")
def test_events_have_tickets_sessions_and_stalls(connection: psycopg.Connection) -> None:
    found = names(connection, f"select relname from pg_class where {OURS} and relname ~ '^evt_'")
    for things in ("ticket", "session", "stall"):
        assert [name for name in found if things in name], things


@pytest.mark.lesson("S06")
@pytest.mark.parametrize(
    "old_name", ["post_likes", "post_comments", "post_comment_likes", "post_shares"]
)
def test_a_table_of_the_plan_answers_to_its_old_name(
    connection: psycopg.Connection, old_name: str
) -> None:
    assert connection.execute(f"select * from {old_name}".encode()).fetchall() == []
