"""Trash and versions: their columns agree after any statement; what was kept comes back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import psycopg
import pytest
from hypothesis import given, settings

from database.connections import connect
from database.server import EmbeddedServer
from tests.declared_tables import declared_tables, rows
from tests.random_statements import MARK, UNDO, Step, play, steps, undone

Content = tuple[object, ...]

STATEMENTS = [
    "insert into documents (id, body) values (%(a)s, 'new ' || %(b)s)",
    (
        "insert into documents (id, body, edited_at) select i, 'many', now()"
        " from generate_series(%(a)s, 4) as i on conflict do nothing"
    ),
    (
        "insert into documents (id, body) values (%(a)s, 'upsert') on conflict (id)"
        " do update set body = documents.body || %(b)s"
    ),
    "update documents set body = 'text ' || %(b)s where id <= %(a)s",
    "update documents set title = 'title ' || %(b)s, likes = likes + 1 where id = %(a)s",
    "update documents set title = null, tags = tags || '{tag}'::text[] where id >= %(a)s",
    "update documents set body = body, likes = likes + %(b)s, reads = reads + 1",
    "update documents set current_version = 40, edited_at = now() where id = %(a)s",
    "update documents set current_version = 50, body = 'forced' where id = %(a)s",
    "update documents set edited_by = %(b)s where id = %(a)s",
    "update documents set is_deleted = true, deleted_by = %(b)s where id = %(a)s",
    (
        "update documents set is_deleted = true, deleted_at = now() - interval '9 days',"
        " deletion_reason = 'old' where id = %(a)s"
    ),
    "update documents set is_deleted = false where id <> %(a)s",
    "update documents set purge_at = now(), deleted_at = null, deleted_by = 3 where id >= %(a)s",
    "update documents_live set likes = likes + 1 where id = %(a)s",
    "update papers set body = 'paper' where id = %(a)s",
    "delete from documents_live where id = %(a)s",
    "select * from sys_purge_trash()",
    (
        "select sys_restore_version('documents', id, current_version - 1) from documents"
        " where current_version > %(a)s"
    ),
    "select sys_restore_from_trash('documents', id) from documents where is_deleted",
    "delete from documents where id = %(a)s",
    "truncate documents cascade",
]


@pytest.fixture(scope="module")
def database(any_server: EmbeddedServer) -> Iterator[str]:
    with declared_tables(any_server) as url:
        yield url


@pytest.fixture(scope="module")
def connection(database: str) -> Iterator[psycopg.Connection]:
    with connect(database, autocommit=True) as connection:
        yield connection


class History:
    """What the history must hold, learnt by looking at the table after each statement."""

    def __init__(self) -> None:
        self.versions: dict[object, list[Content]] = {}
        self.marks: list[dict[object, list[Content]]] = []

    def follow(self, connection: psycopg.Connection, statement: str) -> None:
        """Learn from the table after a statement."""
        if statement == MARK:
            self.marks.append({key: list(kept) for key, kept in self.versions.items()})
        elif statement == UNDO and self.marks:
            self.versions = self.marks.pop()
        table = rows(connection, "select id, title, body, tags from documents")
        self.versions = {key: self.versions.get(key, []) for key, *_ in table}
        for key, *content in table:
            if not self.versions[key] or self.versions[key][-1] != tuple(content):
                self.versions[key].append(tuple(content))

    def check(self, connection: psycopg.Connection) -> None:
        """Compare the history with what was learnt."""
        for key, kept in self.versions.items():
            numbers = rows(connection, f"select current_version from documents where id = {key}")
            assert numbers == [(len(kept),)]
            newest_first = rows(
                connection,
                "select version, title, body, tags from document_versions"
                f" where document_id = {key} order by version desc",
            )
            expected = [(n + 1, *kept[n]) for n in reversed(range(len(kept)))]
            assert newest_first == expected[:3]
        assert (
            rows(
                connection,
                "select distinct document_id from document_versions except"
                " select id from documents",
            )
            == []
        )


def assert_trash_agrees(connection: psycopg.Connection) -> None:
    for is_deleted, deleted_at, deleted_by, reason, purge_at in rows(
        connection,
        "select is_deleted, deleted_at, deleted_by, deletion_reason, purge_at from documents",
    ):
        if is_deleted:
            assert isinstance(deleted_at, datetime)
            assert purge_at == deleted_at + timedelta(days=7)
        else:
            assert (deleted_at, deleted_by, reason, purge_at) == (None, None, None, None)
    assert rows(connection, "select id from documents_live order by 1") == rows(
        connection, "select id from documents where not is_deleted order by 1"
    )


@given(played=steps(STATEMENTS))
@settings(max_examples=100, deadline=None)
def test_trash_and_history_agree_with_the_table_when_random_statements_run(
    connection: psycopg.Connection, played: list[Step]
) -> None:
    history = History()

    def check(step: Step, _: psycopg.errors.IntegrityError | None) -> None:
        history.follow(connection, step[0])
        history.check(connection)
        assert_trash_agrees(connection)

    with undone(connection):
        connection.execute("insert into documents (id, body) values (1, 'first'), (2, 'second')")
        history.follow(connection, "")
        play(connection, played, check)


def test_a_version_keeps_the_counts_and_the_editor_of_its_time(
    connection: psycopg.Connection,
) -> None:
    with undone(connection):
        connection.execute("insert into documents (id, body, edited_by) values (1, 'one', 7)")
        connection.execute("update documents set likes = 5")
        connection.execute("update documents set body = 'two', edited_by = 8")
        connection.execute("update documents set likes = 9")
        assert rows(
            connection,
            "select version, body, likes, edited_by from document_versions order by 1",
        ) == [(1, "one", 0, 7), (2, "two", 5, 8)]


def test_a_restored_version_is_a_new_one(connection: psycopg.Connection) -> None:
    with undone(connection):
        connection.execute("insert into documents (id, body, tags) values (1, 'one', '{a}')")
        for body in ("two", "three"):
            connection.execute("update documents set body = %s, tags = '{}'", [body])
        assert rows(connection, "select sys_restore_version('documents', 1, 1)") == [(4,)]
        assert rows(connection, "select body, tags, current_version from documents") == [
            ("one", ["a"], 4)
        ]
        assert rows(connection, "select sys_restore_version('documents', 1, 4)") == [(4,)]
        with pytest.raises(psycopg.errors.NoDataFound, match="Version 1 of 1"):
            connection.execute("select sys_restore_version('documents', 1, 1)")


def test_editors_who_wait_for_each_other_number_without_gaps(database: str) -> None:
    def edit(editor: int) -> None:
        with connect(database, autocommit=True) as connection:
            for turn in range(10):
                connection.execute(
                    "update documents set body = %s where id = 90", [f"{editor} {turn}"]
                )

    with connect(database, autocommit=True) as connection:
        connection.execute("insert into documents (id, body) values (90, '')")
        with ThreadPoolExecutor(8) as pool:
            list(pool.map(edit, range(8)))
        assert rows(connection, "select current_version from documents where id = 90") == [(81,)]
        kept = rows(
            connection,
            "select version, version = current_version and history.body = documents.body"
            " from document_versions history inner join documents on id = document_id"
            " where id = 90 order by 1",
        )
        assert kept == [(79, False), (80, False), (81, True)]
        connection.execute("delete from documents where id = 90")


@pytest.mark.lesson("B16")
def test_the_trash_is_purged_when_its_days_are_over(connection: psycopg.Connection) -> None:
    with undone(connection):
        deleted = datetime(2024, 3, 30, 23, 30, tzinfo=UTC)  # a clock change in Europe follows
        connection.execute("set local time zone 'Europe/Berlin'")
        connection.execute(
            "insert into documents (id, body, is_deleted, deleted_at)"
            " values (1, 'x', true, %(at)s), (2, 'x', true, %(at)s + interval '1 hour'),"
            " (3, 'x', false, null)",
            {"at": deleted},
        )
        purge = "select rows_purged from sys_purge_trash(%s) where table_name = 'documents'"
        due = deleted + timedelta(days=7)
        assert connection.execute(purge, [due - timedelta(seconds=1)]).fetchall() == [(0,)]
        assert connection.execute(purge, [due]).fetchall() == [(1,)]
        assert rows(connection, "select id from documents order by 1") == [(2,), (3,)]


def test_only_what_is_in_the_trash_can_be_restored(connection: psycopg.Connection) -> None:
    with undone(connection):
        connection.execute("insert into bins values (1, true), (2, false)")
        connection.execute("select sys_restore_from_trash('bins', 1)")
        assert rows(connection, "select is_deleted, purge_at from bins where id = 1") == [
            (False, None)
        ]
        for table, key in (("bins", 1), ("bins", 2), ("bins", 3), ("posts", 1)):
            with pytest.raises(psycopg.Error, match=r"restored|no trash"), connection.transaction():
                connection.execute("select sys_restore_from_trash(%s, %s)", [table, key])


def test_the_check_holds_when_triggers_are_off(connection: psycopg.Connection) -> None:
    with undone(connection):
        connection.execute("set local session_replication_role = replica")
        for values in ("true, null, null", "false, now(), now()", "true, now(), null"):
            with pytest.raises(psycopg.errors.CheckViolation), connection.transaction():
                connection.execute(
                    f"insert into bins (id, is_deleted, deleted_at, purge_at) values (1, {values})"
                )


def test_live_rows_and_trash_have_indexes_of_their_own(connection: psycopg.Connection) -> None:
    found = rows(
        connection,
        "select indexrelid::regclass::text, pg_get_expr(indpred, indrelid) from pg_index"
        " where indpred is not null and indrelid in ('documents'::regclass, 'bins'::regclass)"
        " order by 1",
    )
    assert found == [
        ("idx_bins_live", "(NOT is_deleted)"),
        ("idx_bins_trash", "is_deleted"),
        ("idx_documents_live", "(NOT is_deleted)"),
        ("idx_documents_trash", "is_deleted"),
    ]


def test_an_old_name_can_be_read_and_written(connection: psycopg.Connection) -> None:
    with undone(connection):
        connection.execute("insert into papers (id, body) values (1, 'old')")
        connection.execute("update papers set title = 't' where id = 1")
        assert rows(connection, "select title, body, current_version from documents") == [
            ("t", "old", 2)
        ]
        connection.execute("delete from papers")
        assert rows(connection, "select * from documents") == []
    assert rows(connection, "select * from sys_renames") == [("papers", "documents", "production")]
    assert rows(connection, "select obj_description('papers'::regclass)") == [
        ("Old name (production) of documents; use that.",)
    ]
