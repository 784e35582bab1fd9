"""Declarations while many write at once: nothing is lost, nobody deadlocks who need not."""

from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor

import psycopg
import pytest
from psycopg import IsolationLevel

from database.connections import connect
from database.server import EmbeddedServer
from tests.declared_tables import declared_tables, race, rows, wrong_counters
from tests.integration.test_declared_counters import (
    CHAT_STATEMENTS,
    COMMUNITY_STATEMENTS,
    SHOP_STATEMENTS,
    assert_chats_are_counted,
    assert_community_is_counted,
    assert_shop_is_counted,
)
from tests.random_statements import dice

WRITERS = 16
REFUSALS = (
    psycopg.errors.IntegrityError,
    psycopg.errors.DeadlockDetected,
    psycopg.errors.SerializationFailure,
    psycopg.errors.FeatureNotSupported,
)


@pytest.fixture(scope="module")
def server_database(any_server: EmbeddedServer) -> Iterator[str]:
    with declared_tables(any_server) as url:
        yield url


@pytest.fixture
def database(server_database: str) -> Iterator[str]:
    """A database with 16 members who have a post each."""
    with connect(server_database, autocommit=True) as connection:
        connection.execute("insert into members select generate_series(1, 16)")
        connection.execute(
            "insert into posts (id, author_id) select i, i from generate_series(1, 16) i"
        )
        yield server_database
        connection.execute(
            "truncate members, posts, products, orders, reviews, chats, jobs, people cascade"
        )


def all_at_once(database: str, work: Callable[[psycopg.Connection, int], None]) -> None:
    """Let 16 writers with connections of their own do their work; raise what any of them raises."""

    def write(writer: int) -> None:
        with connect(database, autocommit=True) as connection:
            work(connection, writer)

    with ThreadPoolExecutor(WRITERS) as pool:
        list(pool.map(write, range(1, WRITERS + 1)))


def assert_all_is_counted(database: str) -> None:
    with connect(database, autocommit=True) as connection:
        assert_community_is_counted(connection)
        assert_shop_is_counted(connection)
        assert_chats_are_counted(connection)
        assert wrong_counters(connection) == []


def test_no_like_is_lost_when_all_like_one_post(database: str) -> None:
    def like(connection: psycopg.Connection, member: int) -> None:
        for turn in range(15):
            connection.execute("insert into likes values (1, %s)", [member])
            if turn < 14 or member > 10:
                connection.execute(
                    "delete from likes where post_id = 1 and member_id = %s", [member]
                )

    all_at_once(database, like)
    with connect(database) as connection:
        assert rows(connection, "select likes from posts where id = 1") == [(10,)]
    assert_all_is_counted(database)


def test_nobody_deadlocks_when_members_like_each_other(database: str) -> None:
    def like(connection: psycopg.Connection, member: int) -> None:
        others = dice(member)
        for _ in range(30):
            other = others.randint(1, WRITERS)
            connection.execute(
                "insert into likes values (%s, %s) on conflict do nothing", [other, member]
            )
            connection.execute(
                "delete from likes where post_id = %s and member_id = %s", [other, member]
            )
            connection.execute(
                "insert into likes select id, %s from posts where id <> %s on conflict do nothing",
                [member, other],
            )
            connection.execute("update posts set is_hidden = not is_hidden where id = %s", [member])

    all_at_once(database, like)
    assert_all_is_counted(database)


def test_no_rating_is_lost_when_all_review_one_product(database: str) -> None:
    def review(connection: psycopg.Connection, writer: int) -> None:
        for turn in range(15):
            key = 100 * writer + turn
            connection.execute("insert into reviews values (%s, 1, %s)", [key, 1 + turn % 5])
            connection.execute("update reviews set rating = 5 where id = %s", [key - 1])

    with connect(database) as connection:
        connection.execute("insert into products (id) values (1)")
    all_at_once(database, review)
    assert_all_is_counted(database)


def test_an_order_is_cancelled_exactly_when_items_join_it(database: str) -> None:
    def order(connection: psycopg.Connection, writer: int) -> None:
        numbers = dice(writer)
        for _ in range(25):
            if writer % 4 == 0:
                status = numbers.choice(["new", "cancelled"])
                statement = "update orders set status = %s where id = %s"
                connection.execute(statement, [status, numbers.randint(1, 2)])
            else:
                item = [numbers.randint(1, 2), numbers.randint(1, 6)]
                connection.execute(
                    "insert into order_items values (%s, %s) on conflict do nothing", item
                )
                connection.execute(
                    "delete from order_items where order_id = %s and product_id = %s", item
                )
                connection.execute(
                    "insert into order_items values (%s, %s) on conflict do nothing", item
                )

    with connect(database) as connection:
        connection.execute("insert into products (id) select generate_series(1, 6)")
        connection.execute("insert into orders values (1), (2)")
    all_at_once(database, order)
    assert_all_is_counted(database)


def test_unread_messages_are_exact_when_people_write_read_and_join(database: str) -> None:
    def chat(connection: psycopg.Connection, member: int) -> None:
        join = "insert into participants (id, chat_id, member_id) values (%s, %s, %s)"
        connection.execute(join, [member, 1 + member % 2, member])
        for turn in range(12):
            connection.execute(
                "insert into messages values (%s, %s, %s, %s)",
                [100 * member + turn, 1 + turn % 2, member, turn],
            )
            connection.execute(
                "update participants set last_read_at = %s where id = %s", [turn - 3, member]
            )

    with connect(database) as connection:
        connection.execute("insert into chats values (1), (2)")
    all_at_once(database, chat)
    assert_all_is_counted(database)


JOIN = "insert into participants (id, chat_id, member_id) values (1, 1, 1)"
MESSAGE = "insert into messages values (1, 1, 2, 1)"
READ = "update participants set last_read_at = 5 where id = 2"
ITEM = "insert into order_items values (1, 2)"
CANCEL = "update orders set status = 'cancelled' where id = 1"
LIKE = "insert into likes values (1, 2)"
UNLIKE_ALL = "delete from likes where post_id = 1"
GIVE_AWAY = "update posts set author_id = 3 where id = 1"
UNSEND = "delete from messages where id = 9"
HIDE = "update messages set is_deleted = true where id = 9"
MOVE_MESSAGE = "update messages set chat_id = 2 where id = 9"
CHANGE_ROOM = "update participants set chat_id = 1 where id = 3"
CHANGE_ITEM = "update order_items set product_id = 2 where order_id = 1"
GIVE_STATS = "insert into member_stats (member_id) values (2)"


@pytest.mark.parametrize(
    ("one", "other"),
    [
        (JOIN, MESSAGE),
        (JOIN, UNSEND),
        (JOIN, HIDE),
        (JOIN, MOVE_MESSAGE),
        (CHANGE_ROOM, MESSAGE),
        (CHANGE_ROOM, UNSEND),
        (READ, MESSAGE),
        (ITEM, CANCEL),
        (CHANGE_ITEM, CANCEL),
        (LIKE, UNLIKE_ALL),
        (LIKE, GIVE_AWAY),
        (LIKE, GIVE_STATS),
    ],
)
@pytest.mark.parametrize("turned", [False, True])
def test_counters_are_exact_when_two_changes_meet(
    database: str, one: str, other: str, turned: bool
) -> None:
    with connect(database) as connection:
        connection.execute(
            "insert into products (id) values (1), (2); insert into orders values (1);"
            "insert into order_items values (1, 1); insert into chats values (1), (2);"
            "insert into participants (id, chat_id, member_id) values (2, 1, 4), (3, 2, 5);"
            "insert into messages values (9, 1, 2, 1); insert into likes values (1, 1);"
            "delete from member_stats where member_id = 2"
        )
    assert race(database, *((other, one) if turned else (one, other))) == []
    assert_all_is_counted(database)


@pytest.mark.parametrize("isolation", [IsolationLevel.REPEATABLE_READ, IsolationLevel.SERIALIZABLE])
@pytest.mark.parametrize(
    ("theirs", "mine"),
    [
        (ITEM, CANCEL),
        (CANCEL, ITEM),
        (JOIN, MESSAGE),
        (MESSAGE, JOIN),
        (LIKE, "insert into likes values (1, 3)"),
        ("insert into reviews values (1, 1, 3)", "insert into reviews values (2, 1, 5)"),
        (LIKE, GIVE_STATS),
        (LIKE, "truncate likes"),
        ("insert into jobs values (1, 'person', 1)", "delete from people where id = 1"),
        ("insert into jobs values (1, 'person', 1)", "truncate people cascade"),
        ("delete from people where id = 1", "insert into pages values (1, 'person', 1)"),
    ],
)
def test_a_transaction_fails_when_it_cannot_see_what_it_should_count(
    database: str, isolation: IsolationLevel, theirs: str, mine: str
) -> None:
    with connect(database, autocommit=True) as other, connect(database) as connection:
        other.execute(
            "insert into products (id) values (1), (2); insert into orders values (1);"
            "insert into chats values (1); insert into people values (1);"
            "delete from member_stats where member_id = 2"
        )
        connection.isolation_level = isolation
        connection.execute("select from members")
        other.execute(theirs.encode())
        with pytest.raises(REFUSALS):
            connection.execute(mine.encode())
    assert_all_is_counted(database)


def test_counters_are_mended_when_others_write(database: str) -> None:
    def write(connection: psycopg.Connection, member: int) -> None:
        for turn in range(12):
            if member == 1:
                # One a transaction: all in one would take locks out of order.
                for counter in rows(connection, "select table_name, column_name from sys_counters"):
                    connection.execute("select sys_repair_counter(%s, %s)", counter)
            else:
                connection.execute(
                    "insert into likes values (%s, %s) on conflict do nothing", [1 + turn, member]
                )

    with connect(database) as connection:
        connection.execute("set session_replication_role = replica")
        connection.execute("update posts set likes = 3, shares = id where id > 5")
        connection.execute("update member_stats set given = 7, received = 9")
    all_at_once(database, write)
    with connect(database, autocommit=True) as connection:
        connection.execute("select sys_repair_counters()")
    assert_all_is_counted(database)


@pytest.mark.parametrize(
    "isolation", [IsolationLevel.READ_COMMITTED, IsolationLevel.REPEATABLE_READ]
)
def test_counters_stay_exact_when_anything_happens_at_once(
    database: str, isolation: IsolationLevel
) -> None:
    statements = [
        each
        for each in (*COMMUNITY_STATEMENTS, *SHOP_STATEMENTS, *CHAT_STATEMENTS)
        if not each.startswith(("truncate", "insert into member_stats", "delete from member_stats"))
    ]

    def write(connection: psycopg.Connection, writer: int) -> None:
        numbers = dice(writer)
        connection.isolation_level = isolation
        for _ in range(40):
            keys = {name: numbers.randint(1, 4) for name in "abc"}
            try:
                with connection.transaction():
                    for statement in numbers.sample(statements, numbers.randint(1, 3)):
                        connection.execute(statement.encode(), keys)
            except REFUSALS:
                continue  # Statements in random order may deadlock or come too late.

    with connect(database) as connection:
        connection.execute("insert into products (id) select generate_series(1, 4)")
        connection.execute("insert into chats select generate_series(1, 4)")
    all_at_once(database, write)
    assert_all_is_counted(database)
