"""The declaration helpers: what they install, what they refuse, what they record."""

from collections.abc import Iterator

import psycopg
import pytest

from database.connections import connect
from database.server import EmbeddedServer
from tests.declared_tables import declared_tables, rows, wrong_counters
from tests.random_statements import undone

COUNT = "select sys_declare_counter('ends', '{}', '{}', '{}')"
LINKS = '{"child": "links", "key": "end_id"}'
REFER = (
    "select sys_declare_polymorphic_reference('links', 'name', 'end_id', '{{\"e\": \"{}\"}}', '{}')"
)
TRASH = (
    "id integer primary key, is_deleted boolean {}, deleted_at {}, deleted_by integer,"
    " deletion_reason text, purge_at timestamptz"
)


@pytest.fixture(scope="module")
def autocommitting(any_server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    with declared_tables(any_server) as url, connect(url, autocommit=True) as connection:
        yield connection


@pytest.fixture
def connection(autocommitting: psycopg.Connection) -> Iterator[psycopg.Connection]:
    """A connection whose work is undone; it has two more tables, without declarations."""
    with undone(autocommitting):
        autocommitting.execute(
            "create table ends (id integer primary key, total integer not null default 0,"
            " amount numeric(6, 2) not null default 0, mean numeric(3, 1), maybe integer default 0,"
            " note text not null default '0', late integer not null default 1);"
            "create table links (id integer primary key, end_id integer references ends"
            " on update cascade on delete cascade deferrable, size numeric, name text)"
        )
        yield autocommitting


@pytest.mark.parametrize(
    ("declaration", "said"),
    [
        (COUNT.format("nothing", LINKS, "count"), "no column nothing"),
        (COUNT.format("maybe", LINKS, "count"), "found: integer default 0"),
        (COUNT.format("note", LINKS, "count"), "found: text not null"),
        (COUNT.format("late", LINKS, "count"), "default 1"),
        (COUNT.format("mean", LINKS, "count"), "found: numeric"),
        (COUNT.format("total", LINKS, "median"), "ck_sys_counters_aggregate"),
        (COUNT.format("total", "[]", "count"), "ck_sys_counters_imported"),
        (COUNT.format("total", '{"child": "nowhere", "key": "id"}', "count"), "nowhere"),
        (COUNT.format("total", '{"child": "links", "key": "name"}', "count"), "integer = text"),
        (COUNT.format("total", '{"child": "links", "key": "wrong"}', "count"), '"wrong" does not'),
        (COUNT.format("total", '{"child": "links"}', "count"), "keys that do not go together"),
        (COUNT.format("total", LINKS, "sum"), "keys that do not go together"),
        (
            COUNT.format("total", '{"child": "links", "key": "end_id", "value": "size"}', "count"),
            "keys that do not go together",
        ),
        (
            COUNT.format("amount", '{"child": "links", "key": "end_id", "value": "name"}', "sum"),
            "cannot be counted",
        ),
        (
            COUNT.format(
                "total", '{"child": "links", "key": "end_id", "filter": "siz > 1"}', "count"
            ),
            '"siz" does not exist',
        ),
        (
            COUNT.format("total", '{"child": "links", "key": "end_id", "if": "1"}', "count"),
            "unknown if",
        ),
        (
            COUNT.format("total", '{"from": "links", "key": "end_id"}', "count"),
            "keys that do not go together",
        ),
        (
            COUNT.format(
                "total",
                '{"from": "links inner join bins using (id)", "key": "end_id", "touched_by":'
                ' {"links": "select end_id from changed", "bins": "select 1 from changed"},'
                ' "hold": {"links": {"documents": "select id from changed"}}}',
                "count",
            ),
            "writers of bins and of links do not meet",
        ),
        (
            (
                "select sys_declare_counter('ends', 'mean',"
                ' \'{"child": "links", "key": "end_id", "value": "size"}\', \'average\', true)'
            ),
            "cannot survive a purge",
        ),
        ("select sys_declare_counter('absent', 'total', '{}')", "a table of that name"),
        ("select sys_declare_imported_counter('ends', 'nothing', 'x')", "no column nothing"),
        ("select sys_declare_imported_counter('ends', 'total', null)", "ck_sys_counters_imported"),
        ("select sys_touch_updated_at('links')", "no column updated_at"),
        ("select sys_declare_trash('ends')", "no column is_deleted"),
        ("select sys_declare_versions('ends', 'links', '{note}')", "no column"),
        ("select sys_declare_versions('documents', 'posts', '{title}')", "no column"),
        ("select sys_declare_rename('links', 'ends', 'strategy')", "a free name"),
        ("select sys_declare_rename('ending', 'ends', 'rumour')", "ck_sys_renames_origin"),
        ("select sys_declare_module('Ends', 'E', 'core', 'd')", "ck_sys_modules_prefix"),
        ("select sys_declare_module('end_', 'E', 'nobody', 'd')", "ck_sys_modules_owning_team"),
        (REFER.format("endz", "cascade"), "endz"),
        (REFER.format("ends", "forget"), "ck_sys_polymorphic_references_on_target_delete"),
    ],
)
def test_a_declaration_is_refused_when_it_cannot_hold(
    connection: psycopg.Connection, declaration: str, said: str
) -> None:
    with pytest.raises(psycopg.Error) as refused, connection.transaction():
        connection.execute(declaration.encode())
    assert said in str(refused.value)


@pytest.mark.parametrize(
    "definition", [TRASH.format("", "timestamptz"), TRASH.format("not null", "date")]
)
def test_a_trash_is_refused_when_its_columns_have_other_types(
    connection: psycopg.Connection, definition: str
) -> None:
    connection.execute(f"create table bad_bins ({definition})".encode())
    with pytest.raises(psycopg.errors.DatatypeMismatch, match="cannot have a trash"):
        connection.execute("select sys_declare_trash('bad_bins')")


@pytest.mark.parametrize(
    ("history", "said"),
    [
        ("id integer primary key", "another primary key"),
        ("id integer, version text, primary key (id, version)", "a version that is no integer"),
        (
            "id integer, version integer, primary key (id, version)",
            "no foreign key on delete cascade",
        ),
    ],
)
def test_versions_are_refused_when_the_history_does_not_fit(
    connection: psycopg.Connection, history: str, said: str
) -> None:
    connection.execute(f"create table old ({history}, body text, edited_at timestamptz)".encode())
    with pytest.raises(psycopg.Error, match=said):
        connection.execute("select sys_declare_versions('documents', 'old', '{body}')")


def test_rows_that_are_there_already_are_counted_when_a_counter_is_declared(
    connection: psycopg.Connection,
) -> None:
    connection.execute("insert into ends values (1), (2)")
    connection.execute("insert into links values (1, 1, 2.5), (2, 1, 1), (3, null, 9)")
    connection.execute(f"select sys_declare_counter('ends', 'total', '{LINKS}')".encode())
    source = '{"child": "links", "key": "end_id", "value": "size", "filter": "id < 3"}'
    connection.execute(f"select sys_declare_counter('ends', 'amount', '{source}', 'sum')".encode())
    assert rows(connection, "select total, amount::float from ends order by id") == [
        (2, 3.5),
        (0, 0.0),
    ]


def test_a_reference_is_refused_when_rows_point_nowhere_already(
    connection: psycopg.Connection,
) -> None:
    connection.execute("alter table links drop constraint links_end_id_fkey")
    connection.execute("insert into links values (1, 9, 1, 'end')")
    with pytest.raises(psycopg.errors.ForeignKeyViolation, match="no row that points nowhere"):
        connection.execute(
            "select sys_declare_polymorphic_reference('links', 'name', 'end_id',"
            " '{\"end\": \"ends\"}', 'cascade')"
        )


@pytest.mark.parametrize(
    "statement",
    [
        "update posts set likes = 5",
        "update posts set likes = likes, is_hidden = true",
        "update posts set shares = 0 where false",
        "insert into posts (id) values (1) on conflict (id) do update set views = 3",
    ],
)
def test_a_counter_is_not_written_by_hand(connection: psycopg.Connection, statement: str) -> None:
    with pytest.raises(psycopg.Error, match="not written by hand") as refused:
        connection.execute(statement.encode())
    assert refused.value.diag.message_hint is not None


def test_a_counter_is_imported_when_it_has_no_source(connection: psycopg.Connection) -> None:
    connection.execute("select sys_declare_imported_counter('ends', 'total', 'Kept elsewhere.')")
    connection.execute("insert into ends (id, total) values (1, 6)")
    connection.execute("update ends set total = 7")
    assert rows(connection, "select sys_recount_query('ends', 'total')") == [(None,)]
    assert rows(connection, "select sys_repair_counter('ends', 'total')") == [(0,)]
    assert rows(connection, "select total from ends") == [(7,)]


def test_views_stay_counted_when_they_are_purged(connection: psycopg.Connection) -> None:
    connection.execute("insert into posts (id) values (1)")
    connection.execute("insert into post_views values (1, 1), (1, 2), (1, 3)")
    with connection.transaction():
        connection.execute("set local poultryco.purging = on")
        connection.execute("delete from post_views where day < 3")
        connection.execute("set local poultryco.purging = off")
    assert rows(connection, "select views from posts") == [(3,)]
    assert wrong_counters(connection) == []
    connection.execute("delete from post_views")
    assert rows(connection, "select views from posts") == [(2,)]
    connection.execute("insert into post_views select 1, 1 from generate_series(1, 5)")
    connection.execute("set local session_replication_role = replica")
    connection.execute("update posts set views = 4")
    connection.execute("set local session_replication_role = origin")
    connection.execute("select sys_repair_counter('posts', 'views')")
    assert rows(connection, "select views from posts") == [(5,)]


def test_a_new_partition_is_counted_and_a_detached_one_is_not(
    connection: psycopg.Connection,
) -> None:
    connection.execute("insert into posts (id) values (1)")
    connection.execute(
        "create table post_views_3 partition of post_views for values from (100) to (200)"
    )
    connection.execute("select sys_guard_partitions('post_views')")
    connection.execute("insert into post_views_3 values (1, 100), (1, 101)")
    assert rows(connection, "select views from posts") == [(2,)]
    connection.execute("alter table post_views detach partition post_views_3")
    connection.execute("select sys_release_partition('post_views_3')")
    connection.execute("delete from post_views_3")
    assert rows(connection, "select views from posts") == [(2,)]


def test_updated_at_moves_when_a_row_changes_and_only_then(connection: psycopg.Connection) -> None:
    connection.execute("insert into members values (1), (2)")
    connection.execute("insert into posts (id, author_id) values (1, 1)")
    before = rows(connection, "select updated_at from posts")[0][0]
    connection.execute("update posts set author_id = 1")
    assert rows(connection, "select updated_at from posts") == [(before,)]
    for statement in (
        "insert into likes values (1, 2)",
        "update posts set is_hidden = true, updated_at = '1999-01-01'",
    ):
        connection.execute(statement.encode())
        after = rows(connection, "select updated_at from posts")[0][0]
        assert str(after) > str(before)
        before = after


def test_a_companion_comes_with_every_row(connection: psycopg.Connection) -> None:
    connection.execute(
        "insert into ends values (1);"
        "create table end_notes (end_id integer primary key references ends on delete cascade);"
        "select sys_declare_companion('ends', 'end_notes');"
        "insert into ends values (2), (3)"
    )
    assert rows(connection, "select end_id from end_notes order by 1") == [(1,), (2,), (3,)]


def test_generated_functions_say_so(connection: psycopg.Connection) -> None:
    silent = rows(
        connection,
        "select proname from pg_proc where pronamespace = 'public'::regnamespace"
        " and proname !~ '^sys_' and obj_description(oid, 'pg_proc') !~ '^Generated by sys_'",
    )
    assert silent == []


def test_what_was_declared_stands_in_the_catalog(connection: psycopg.Connection) -> None:
    assert rows(connection, "select count(*) from sys_counters") == [(13,)]
    assert rows(
        connection, "select table_name, id_column from sys_polymorphic_references order by 1"
    ) == [
        ("jobs", "employer_id"),
        ("notes", "about_id"),
        ("pages", "owner_id"),
        ("posts", "author_id"),
    ]
    assert rows(connection, "select * from sys_trash_tables order by 1") == [
        ("bins", 30),
        ("documents", 7),
    ]
    assert rows(connection, "select table_name, history_table from sys_version_tables") == [
        ("documents", "document_versions")
    ]


def test_a_long_name_is_cut_and_stays_distinct(connection: psycopg.Connection) -> None:
    long = "a" * 60
    names = rows(connection, f"select sys_name('{long}', 'first'), sys_name('{long}', 'second')")[0]
    assert len(set(names)) == 2
    assert all(len(str(name)) == 63 for name in names)
