"""Polymorphic references: never dangling, whatever is written or deleted, in whatever order."""

from collections.abc import Iterator

import psycopg
import pytest
from hypothesis import given, settings

from database.connections import connect
from database.server import EmbeddedServer
from tests.declared_tables import declared_tables, race, rows, wrong_counters
from tests.random_statements import Step, play, steps, undone

TARGETS = {
    "pages": {"person": "people", "firm": "firms"},
    "jobs": {"person": "people", "firm": "firms"},
    "notes": {"person": "people", "page": "pages"},
}
REFERENCES = {
    "pages": "select owner_type, owner_id from pages",
    "jobs": "select employer_type, employer_id from jobs where employer_id is not null",
    "notes": "select about_type, about_id from notes where about_id is not null",
}

STATEMENTS = [
    "insert into people values (%(a)s), (%(b)s) on conflict do nothing",
    "insert into firms values (%(a)s) on conflict do nothing",
    "insert into pages values (%(a)s, 'person', %(b)s)",
    "insert into pages values (%(a)s, 'person', %(b)s), (%(b)s, 'firm', %(c)s)",
    "insert into jobs values (%(a)s, 'firm', %(b)s), (%(b)s, null, null)",
    "insert into jobs values (%(a)s, 'person', %(b)s)",
    "insert into notes values (%(a)s, 'page', %(b)s), (%(b)s, 'site', %(c)s)",
    "insert into notes values (%(a)s, 'person', %(b)s), (%(c)s, 'person', null)",
    (
        "with page as (insert into pages values (%(a)s, 'person', %(b)s) returning id)"
        " insert into notes select id, 'page', id from page"
    ),
    (
        "insert into notes values (%(a)s, 'page', %(b)s) on conflict (id)"
        " do update set about_type = 'person', about_id = %(c)s"
    ),
    "update pages set owner_id = %(a)s where owner_id = %(b)s",
    "update pages set owner_type = 'firm' where id >= %(a)s",
    "update jobs set employer_type = 'person', employer_id = %(a)s",
    "update notes set about_id = %(a)s where id <> %(b)s",
    "update notes set about_type = 'site' where id = %(a)s",
    "delete from people where id = %(a)s",
    "delete from people where id >= %(a)s",
    "delete from firms where id = %(a)s",
    "delete from pages where owner_id = %(a)s",
    "delete from jobs",
    "truncate pages",
    "truncate firms",
    "truncate people cascade",
]


@pytest.fixture(scope="module")
def database(any_server: EmbeddedServer) -> Iterator[str]:
    with declared_tables(any_server) as url:
        yield url


@pytest.fixture(scope="module")
def connection(database: str) -> Iterator[psycopg.Connection]:
    with connect(database, autocommit=True) as connection:
        yield connection


def dangling(connection: psycopg.Connection) -> list[tuple[object, ...]]:
    """Return, found in Python, every reference that points nowhere."""
    found: list[tuple[object, ...]] = []
    for table, query in REFERENCES.items():
        for type_value, id_value in rows(connection, query):
            target = TARGETS[table].get(str(type_value))
            if target is None:
                exists = (table, type_value) == ("notes", "site")
            else:
                exists = (id_value,) in rows(connection, f"select id from {target}")
            if not exists:
                found.append((table, type_value, id_value))
    return found


@given(played=steps(STATEMENTS))
@settings(max_examples=100, deadline=None)
def test_nothing_dangles_when_random_statements_run(
    connection: psycopg.Connection, played: list[Step]
) -> None:
    def check(step: Step, refusal: psycopg.errors.IntegrityError | None) -> None:
        assert dangling(connection) == []
        if refusal is not None and "points nowhere" in str(refusal):
            assert refusal.sqlstate == "23503"
            assert not step[0].startswith(("delete", "truncate"))

    with undone(connection):
        connection.execute("insert into people select generate_series(1, 3)")
        connection.execute("insert into firms select generate_series(1, 2)")
        play(connection, played, check)
        for table, column in (("pages", "owner"), ("jobs", "employer"), ("notes", "about")):
            query = rows(connection, f"select sys_orphan_query('{table}', '{column}_id')")
            assert rows(connection, str(query[0][0])) == []
        assert wrong_counters(connection) == []


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("insert into pages values (1, 'person', 9)", "pages.owner_id points nowhere: owner_type"),
        ("insert into pages values (1, 'ghost', 1)", "unknown type"),
        ("insert into notes values (1, null, 1)", "about_type = null"),
        ("insert into pages values (1, 'firm', 1), (2, 'person', 1)", "firm"),
        ("insert into jobs values (1, 'person', 1); delete from people", "cannot go"),
        ("insert into jobs values (1, 'person', 1); truncate people cascade", "cannot go"),
        ("insert into pages values (1, 'person', 1); update pages set owner_id = 4", "= 4"),
        ("update people set id = 7", "does not change"),
    ],
)
def test_a_write_is_refused_when_it_would_dangle(
    connection: psycopg.Connection, statement: str, said: str
) -> None:
    with undone(connection):
        connection.execute("insert into people values (1)")
        with pytest.raises(psycopg.errors.ForeignKeyViolation) as refused, connection.transaction():
            connection.execute(statement.encode())
        assert said in str(refused.value)


def test_rows_follow_or_lose_their_target_as_declared(connection: psycopg.Connection) -> None:
    with undone(connection):
        connection.execute("insert into people values (1), (2)")
        connection.execute("insert into pages values (1, 'person', 1), (2, 'person', 2)")
        connection.execute(
            "insert into notes values (1, 'page', 1), (2, 'site', 1), (3, 'person', 1)"
        )
        connection.execute("delete from people where id = 1")
        assert rows(connection, "select id from pages") == [(2,)]
        assert rows(connection, "select * from notes order by id") == [
            (1, None, None),
            (2, "site", 1),
            (3, None, None),
        ]


def test_orphans_are_found_when_they_came_past_the_triggers(connection: psycopg.Connection) -> None:
    with undone(connection):
        connection.execute("insert into people values (1)")
        connection.execute("set local session_replication_role = replica")
        connection.execute(
            "insert into pages values (1, 'person', 1), (2, 'person', 8), (3, 'ghost', 1)"
        )
        query = rows(connection, "select sys_orphan_query('pages', 'owner_id')")[0][0]
        assert rows(connection, f"{query} order by 1") == [(2, "person", 8), (3, "ghost", 1)]


DELETE = "delete from people where id = 40"
WRITE = "insert into pages values (40, 'person', 40)"


@pytest.mark.parametrize(("first", "second"), [(DELETE, WRITE), (WRITE, DELETE)])
def test_a_delete_and_a_write_wait_for_each_other(database: str, first: str, second: str) -> None:
    with connect(database, autocommit=True) as connection:
        connection.execute("insert into people values (40)")
        raised = race(database, first, second)
        assert [type(each) for each in raised] == (
            [psycopg.errors.ForeignKeyViolation] if second == WRITE else []
        )
        assert dangling(connection) == []
        assert rows(connection, "select from people where id = 40") == []
