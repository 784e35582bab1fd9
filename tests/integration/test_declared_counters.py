"""Counters: exact after any statement, whatever it was; refused where they cannot be kept."""

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

import psycopg
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from database.connections import connect
from database.server import EmbeddedServer
from tests.declared_tables import declared_tables, rows, wrong_counters
from tests.random_statements import Step, play, steps, undone


@pytest.fixture(scope="module")
def connection(any_server: EmbeddedServer) -> Iterator[psycopg.Connection]:
    with declared_tables(any_server) as url, connect(url, autocommit=True) as connection:
        yield connection


MOVE_POST = "update posts set id = id + 2 where id = %(a)s"
LOSE_STATS = "delete from member_stats where member_id = %(a)s"
MAKE_STATS = "insert into member_stats (member_id, given) values (%(a)s, 9)"
COMMUNITY_STATEMENTS = [
    "insert into members values (%(a)s), (%(b)s) on conflict do nothing",
    "insert into posts (id, author_id) values (%(a)s, %(b)s)",
    "insert into posts (id, author_id, shared_post_id) values (%(a)s, %(b)s, %(c)s)",
    "insert into posts (id, author_id, likes) values (%(a)s, %(b)s, 7)",
    "insert into likes values (%(a)s, %(b)s)",
    "insert into likes select posts.id, members.id from posts, members on conflict do nothing",
    (
        "insert into likes values (%(a)s, %(b)s) on conflict (post_id, member_id)"
        " do update set post_id = %(c)s"
    ),
    (
        "with post as (insert into posts (id, author_id) values (%(a)s, %(b)s) returning id)"
        " insert into likes select id, %(c)s from post"
    ),
    (
        "merge into likes"
        " using (select %(a)s, %(b)s union select %(b)s, %(c)s) as new (post_id, member_id)"
        " on likes.post_id = new.post_id and likes.member_id = new.member_id"
        " when matched and likes.post_id < 3 then delete"
        " when matched then update set post_id = %(c)s"
        " when not matched then insert values (new.post_id, new.member_id)"
    ),
    "delete from likes where post_id = %(a)s",
    "delete from likes where member_id = %(a)s or post_id = %(b)s",
    "update likes set post_id = %(a)s where post_id = %(b)s and member_id = %(c)s",
    "update likes set member_id = %(a)s where member_id = %(b)s and post_id = %(c)s",
    "update posts set is_hidden = not is_hidden where id <> %(a)s",
    "update posts set author_id = %(a)s where author_id = %(b)s",
    "update posts set author_type = 'firm' where id = %(a)s",
    "update posts set shared_post_id = %(a)s where id = %(b)s",
    MOVE_POST,
    "delete from posts where id = %(a)s",
    "delete from posts where id >= %(a)s",
    "delete from members where id = %(a)s",
    "insert into outside_shares (post_id) values (%(a)s), (%(a)s), (%(b)s), (null)",
    "update outside_shares set post_id = %(a)s where post_id = %(b)s",
    "delete from outside_shares where post_id = %(a)s",
    "insert into friendships values (%(a)s, %(b)s, 'accepted')",
    "insert into friendships values (%(a)s, %(b)s, 'pending')",
    "update friendships set status = 'accepted' where one = %(a)s",
    "update friendships set status = 'blocked', other = %(b)s where one = %(a)s",
    "insert into post_views values (%(a)s, %(b)s), (%(a)s, %(c)s)",
    "insert into post_views_1 values (%(a)s, 1)",
    "update post_views set day = day + %(a)s where post_id = %(b)s",
    "update post_views set post_id = %(a)s where day = %(b)s",
    "delete from post_views where day = %(a)s",
    "delete from post_views_2 where day = %(a)s",
    "truncate likes",
    "truncate posts cascade",
    "truncate friendships",
    LOSE_STATS,
    MAKE_STATS,
]


def community_counts(connection: psycopg.Connection) -> dict[str, Counter[object]]:
    """Count in Python what the counters must say."""
    likes = rows(connection, "select post_id, member_id from likes")
    posts = rows(
        connection, "select id, author_type, author_id, shared_post_id, is_hidden from posts"
    )
    liked = Counter(post for post, _ in likes)
    friends = rows(connection, "select one, other from friendships where status = 'accepted'")
    received: Counter[object] = Counter()
    for post, author_type, author, *_ in posts:
        if author_type == "member":
            received[author] += liked[post]
    return {
        "likes": liked,
        "shares": Counter(post[3] for post in posts if not post[4])
        + Counter(share[0] for share in rows(connection, "select post_id from outside_shares")),
        "views": Counter(view[0] for view in rows(connection, "select post_id from post_views")),
        "given": Counter(member for _, member in likes),
        "received": received,
        "posts": Counter(post[2] for post in posts if post[1] == "member" and not post[4]),
        "friends": Counter(one for one, _ in friends) + Counter(other for _, other in friends),
    }


def assert_community_is_counted(connection: psycopg.Connection) -> None:
    exact = community_counts(connection)
    for post, likes, shares, views in rows(
        connection, "select id, likes, shares, views from posts"
    ):
        assert (likes, shares, views) == (
            exact["likes"][post],
            exact["shares"][post],
            exact["views"][post],
        )
    kept = "select member_id, given, received, posts, friends from member_stats"
    for member, *counters in rows(connection, kept):
        names = ("given", "received", "posts", "friends")
        assert counters == [exact[name][member] for name in names]


SOME_COMMUNITY = """
insert into members select generate_series(1, 4);
insert into posts (id, author_id, shared_post_id) values (1, 1, null), (2, 2, 1);
insert into likes values (1, 1), (1, 2), (2, 1);
insert into outside_shares (post_id) values (1), (2);
insert into friendships values (1, 2, 'accepted'), (3, 1, 'pending');
insert into post_views values (1, 1), (1, 2), (2, 3);
"""


@given(played=steps(COMMUNITY_STATEMENTS))
@example(played=[(MOVE_POST, {"a": 1})])
@example(played=[(LOSE_STATS, {"a": 1}), (MAKE_STATS, {"a": 1})])
@settings(max_examples=80, deadline=None)
def test_counters_stay_exact_when_random_statements_run(
    connection: psycopg.Connection, played: list[Step]
) -> None:
    with undone(connection):
        connection.execute(SOME_COMMUNITY.encode())
        play(connection, played, lambda *_: assert_community_is_counted(connection))
        assert wrong_counters(connection) == []


# The same ratings, another number of each.
RATE_ANEW = "update reviews set rating = case id when %(a)s then %(b)s else %(c)s end"
SHOP_STATEMENTS = [
    "insert into reviews values (%(a)s, %(b)s, %(c)s)",
    "insert into reviews select 10 * %(a)s + i, i, %(b)s, i <> %(c)s from generate_series(1, 3) i",
    "insert into reviews (id, product_id, rating) values (%(a)s, %(b)s, null)",
    "update reviews set rating = %(a)s where id > %(b)s",
    RATE_ANEW,
    "update reviews set product_id = %(a)s where product_id = %(b)s",
    "update reviews set is_approved = not is_approved where id <= %(a)s",
    "delete from reviews where id = %(a)s or rating = %(b)s",
    "delete from products where id = %(a)s",
    "insert into products (id, reviews) values (%(a)s, 8)",
    "insert into orders values (%(a)s)",
    "insert into order_items values (%(a)s, %(b)s)",
    (
        "insert into order_items select orders.id, products.id from orders, products"
        " on conflict do nothing"
    ),
    "update order_items set product_id = %(a)s where order_id = %(b)s and product_id = %(c)s",
    "update orders set status = 'cancelled' where id <> %(a)s",
    "update orders set status = 'new' where id = %(a)s",
    "delete from orders where id = %(a)s",
    "delete from order_items where product_id = %(a)s",
    "truncate reviews",
    "truncate orders cascade",
]


def assert_shop_is_counted(connection: psycopg.Connection) -> None:
    reviews = rows(connection, "select product_id, rating, is_approved from reviews")
    cancelled = rows(connection, "select id from orders where status = 'cancelled'")
    sold = Counter(
        product
        for order, product in rows(connection, "select order_id, product_id from order_items")
        if (order,) not in cancelled
    )
    for product, count, rating, mean, orders in rows(
        connection, "select id, reviews, rating, mean_rating, orders from products"
    ):
        approved = [r[1] for r in reviews if r[0] == product and r[2]]
        assert count == len(approved)
        assert rating == (average(approved) or 0)
        assert mean == average([r[1] for r in reviews if r[0] == product])
        assert orders == sold[product]


def average(ratings: list[object]) -> Fraction | None:
    """Return the mean to two places, halves away from zero, as numeric(3, 2) does."""
    known = [Fraction(str(rating)) for rating in ratings if rating is not None]
    return Fraction(int(sum(known) / len(known) * 100 + Fraction(1, 2)), 100) if known else None


SOME_SHOP = """
insert into products (id) select generate_series(1, 3);
insert into reviews values (1, 1, 3, true), (2, 1, 3, true), (3, 1, 4, true), (4, 2, 1, false);
insert into orders select generate_series(1, 3);
insert into order_items values (1, 1), (1, 2), (2, 1);
"""


@given(played=steps(SHOP_STATEMENTS))
@example(played=[(RATE_ANEW, {"a": 1, "b": 3, "c": 4})])
@settings(max_examples=80, deadline=None)
def test_averages_and_joined_counts_stay_exact_when_random_statements_run(
    connection: psycopg.Connection, played: list[Step]
) -> None:
    with undone(connection):
        connection.execute(SOME_SHOP.encode())
        play(connection, played, lambda *_: assert_shop_is_counted(connection))
        assert wrong_counters(connection) == []


CHAT_STATEMENTS = [
    "insert into chats values (%(a)s)",
    "insert into participants (id, chat_id, member_id) values (%(a)s, %(b)s, %(c)s)",
    "insert into messages values (%(a)s, %(b)s, %(c)s, %(a)s)",
    (
        "insert into messages select 10 * %(a)s + i, chats.id, %(b)s, i"
        " from chats, generate_series(1, 3) i on conflict do nothing"
    ),
    "update participants set last_read_at = %(a)s where id <> %(b)s",
    "update participants set last_read_at = null where id = %(a)s",
    "update participants set is_active = not is_active where id = %(a)s",
    "update participants set chat_id = %(a)s where id = %(b)s",
    "update messages set is_deleted = not is_deleted where id = %(a)s",
    "update messages set chat_id = %(a)s, sender_id = %(b)s where id > %(c)s",
    "delete from messages where sent_at = %(a)s",
    "delete from chats where id = %(a)s",
    "truncate messages",
]


def assert_chats_are_counted(connection: psycopg.Connection) -> None:
    messages = rows(
        connection, "select chat_id, sender_id, sent_at from messages where not is_deleted"
    )
    for chat, member, last_read_at, is_active, unread in rows(
        connection, "select chat_id, member_id, last_read_at, is_active, unread from participants"
    ):
        since = 0 if last_read_at is None else int(str(last_read_at))
        assert unread == sum(
            bool(is_active) and m[0] == chat and m[1] != member and int(str(m[2])) > since
            for m in messages
        )


SOME_CHATS = """
insert into chats values (1), (2);
insert into participants (id, chat_id, member_id) values (1, 1, 1), (2, 1, 2), (3, 2, 3);
insert into messages values (1, 1, 1, 1), (2, 1, 2, 2), (3, 2, 1, 3), (4, 1, 3, 4);
"""


@given(played=steps(CHAT_STATEMENTS))
@settings(max_examples=80, deadline=None)
def test_a_counter_of_its_own_table_stays_exact_when_random_statements_run(
    connection: psycopg.Connection, played: list[Step]
) -> None:
    with undone(connection):
        connection.execute(SOME_CHATS.encode())
        play(connection, played, lambda *_: assert_chats_are_counted(connection))
        assert wrong_counters(connection) == []


def test_parents_are_updated_once_when_one_statement_adds_many_likes(
    connection: psycopg.Connection,
) -> None:
    with undone(connection):
        connection.execute(
            "create temp table updates (of_table text);"
            "create function pg_temp.note() returns trigger language plpgsql as"
            " 'begin insert into updates values (tg_table_name); return null; end';"
            "create trigger note after update on posts execute function pg_temp.note();"
            "create trigger note after update on member_stats execute function pg_temp.note();"
            "insert into members select generate_series(1, 300);"
            "insert into posts (id, author_id) select i, i from generate_series(1, 100) i;"
            "truncate updates;"
            "insert into likes select post, member from generate_series(1, 100) post,"
            " generate_series(1, 300) member"
        )
        assert Counter(rows(connection, "select of_table from updates")) == {
            ("posts",): 1,
            # Once for likes given, once for likes received, which follow the likes of the posts.
            ("member_stats",): 2,
        }
        assert wrong_counters(connection) == []


@given(faults=st.lists(st.tuples(st.integers(1, 4), st.integers(0, 9)), min_size=1, max_size=4))
@settings(max_examples=20, deadline=None)
def test_repair_finds_and_mends_exactly_what_is_wrong(
    connection: psycopg.Connection, faults: list[tuple[int, int]]
) -> None:
    with undone(connection):
        connection.execute("insert into members select generate_series(1, 4)")
        connection.execute(
            "insert into posts (id, author_id) select i, i from generate_series(1, 4) i"
        )
        connection.execute("insert into likes select i, 1 + i % 4 from generate_series(1, 3) i")
        connection.execute("set local session_replication_role = replica")
        for post, likes in faults:
            connection.execute("update posts set likes = %s where id = %s", [likes, post])
        planted = dict(faults)
        wrong = sum(likes != (post < 4) for post, likes in planted.items())
        received = rows(connection, "select sys_wrong_counter_query('member_stats', 'received')")
        assert len(rows(connection, str(received[0][0]))) == wrong
        connection.execute("set local session_replication_role = origin")
        assert rows(connection, "select sys_repair_counter('posts', 'likes')") == [(wrong,)]
        connection.execute("select sys_repair_counters()")
        assert_community_is_counted(connection)
        assert wrong_counters(connection) == []
