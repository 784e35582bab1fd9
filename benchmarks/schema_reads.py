"""Reads, and writes of one row, of the operational schema: how long a person waits.

Every call has arguments of its own: other people, other words. The first calls, which meet an
empty cache of plans, are not counted.
"""

import random
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

import psycopg

from benchmarks.figures import Latency, seconds_of
from benchmarks.plans import used_indexes

UNCOUNTED = 10
CALLS = 200
BEST_CONNECTED = 20
TRASH_GOAL_MS = 50.0
VERSION_GOAL_MS = 100.0
PAGE_GOAL_MS = 200.0

PEOPLE = """
(select profile_id from usr_stats order by connections_count desc, profile_id limit %s)
union all
(select id from profiles order by md5(id::text) limit %s)
"""
LONELY = """
select id from profiles
where not exists (select from soc_connections where profile_id_1 = id)
    and not exists (select from soc_connections where profile_id_2 = id)
order by md5(id::text)
limit %s
"""
NAMES = "select full_name from profiles order by md5(id::text || 'name') limit %s"
TEXTS = """
select content from soc_posts where content <> '' and not is_deleted
order by md5(id::text || 'text') limit %s
"""
TITLES = "select title from res_resources order by md5(id::text) limit %s"
DELETERS = """
select distinct deleted_by from soc_posts where is_deleted and deleted_by is not null limit %s
"""
LIVE_POSTS = "select id from soc_posts where not is_deleted order by md5(id::text) limit %s"
VERSIONS = """
select post_id, version from soc_post_versions
inner join soc_posts on soc_posts.id = post_id
where version < current_version and not is_deleted
order by md5(post_id::text)
limit %s
"""


@dataclass(frozen=True, slots=True)
class Call:
    """A statement, and the arguments it is called with, one set a call."""

    name: str
    statement: str
    arguments: Sequence[Sequence[object]]
    goal: float


def latencies(connection: psycopg.Connection, as_of: datetime, calls: int) -> Iterator[Latency]:
    """Measure each call; those that write are undone.

    Args:
        connection: Of a superuser, not in autocommit.
        as_of: Last instant of the community: the feed ends there.
        calls: How many of each.
    """
    for each in [
        *_pages(connection, as_of, calls),
        *_searches(connection, calls),
        *_trash(connection, as_of, calls),
        *_versions(connection, calls),
    ]:
        yield _measure(connection, each)


def _measure(connection: psycopg.Connection, call: Call) -> Latency:
    statement = call.statement.encode()

    def run(arguments: Sequence[object]) -> None:
        connection.execute(statement, arguments).fetchall()

    timed = []
    for number, arguments in enumerate((*call.arguments[:UNCOUNTED], *call.arguments)):
        seconds = seconds_of(lambda: run(arguments))  # noqa: B023  # Called at once.
        connection.rollback()
        if number >= UNCOUNTED:
            timed.append((seconds * 1000, arguments))
    slowest = max(timed, key=lambda each: each[0])[1]
    reads_by = used_indexes(connection, lambda: run(slowest))
    return Latency(call.name, [milliseconds for milliseconds, _ in timed], call.goal, reads_by)


def _column(connection: psycopg.Connection, query: str, *arguments: object) -> list[object]:
    return [row[0] for row in connection.execute(query.encode(), arguments)]


def _pages(connection: psycopg.Connection, as_of: datetime, calls: int) -> list[Call]:
    people = _column(connection, PEOPLE, BEST_CONNECTED, calls - BEST_CONNECTED)
    lonely = _column(connection, LONELY, calls)
    feed = "select * from get_personalized_feed(%s, as_of => %s)"
    far = "select * from get_personalized_feed(%s, 500, as_of => %s)"
    recommended = "select * from get_connection_recommendations(%s)"
    return [
        Call("feed", feed, [(each, as_of) for each in people], PAGE_GOAL_MS),
        Call(
            "feed of people without connections",
            feed,
            [(each, as_of) for each in lonely],
            PAGE_GOAL_MS,
        ),
        Call("feed of a visitor", feed, [(None, as_of)] * calls, PAGE_GOAL_MS),
        Call("feed, 500 posts at once", far, [(each, as_of) for each in people], PAGE_GOAL_MS),
        Call("recommendations", recommended, [(each,) for each in people], PAGE_GOAL_MS),
    ]


def _searches(connection: psycopg.Connection, calls: int) -> list[Call]:
    people = _column(connection, PEOPLE, BEST_CONNECTED, calls - BEST_CONNECTED)
    return [
        Call(
            f"search of {what}",
            f"select * from search_{what}(%s, %s)",  # noqa: S608
            list(zip(_queries(_column(connection, texts, calls)), people, strict=False)),
            PAGE_GOAL_MS,
        )
        for what, texts in (("profiles", NAMES), ("posts", TEXTS), ("resources", TITLES))
    ]


def _queries(texts: Sequence[object]) -> list[str]:
    """Make what people might type of texts: a word, two words, a phrase, in turn."""
    draw = random.Random(1)  # noqa: S311  # The same words in every run.
    queries = []
    for number, text in enumerate(texts):
        words = str(text).replace('"', " ").split()
        start = draw.randrange(len(words))
        length = 1 + number % 3
        chosen = " ".join(words[start : start + length])
        queries.append(f'"{chosen}"' if number % 3 else chosen)
    return queries


def _trash(connection: psycopg.Connection, as_of: datetime, calls: int) -> list[Call]:
    people = _column(connection, PEOPLE, BEST_CONNECTED, calls - BEST_CONNECTED)
    deleters = _column(connection, DELETERS, calls)
    posts = _column(connection, LIVE_POSTS, calls)
    own = "author_type = 'individual' and author_id = %s"
    return [
        Call(
            "newest live posts of an author",
            f"select * from soc_posts_live where {own} order by created_at desc limit 20",  # noqa: S608
            [(each,) for each in people],
            TRASH_GOAL_MS,
        ),
        Call(
            "newest live public posts",
            "select * from soc_posts_live where visibility = 'public'"
            " order by created_at desc limit 20",
            [()] * calls,
            TRASH_GOAL_MS,
        ),
        Call(
            "trash of a person",
            "select * from soc_posts where is_deleted and deleted_by = %s"
            " order by deleted_at desc limit 20",
            [(each,) for each in deleters],
            TRASH_GOAL_MS,
        ),
        Call(
            "posts to purge",
            "select id from soc_posts where is_deleted and purge_at <= %s",
            [(as_of,)] * calls,
            TRASH_GOAL_MS,
        ),
        Call(
            "a post into the trash",
            "update soc_posts set is_deleted = true where id = %s returning id",
            [(each,) for each in posts],
            TRASH_GOAL_MS,
        ),
    ]


def _versions(connection: psycopg.Connection, calls: int) -> list[Call]:
    deleted = _column(
        connection,
        "select id from soc_posts where is_deleted order by md5(id::text) limit %s",
        calls,
    )
    versions = connection.execute(VERSIONS, [calls]).fetchall()
    return [
        Call(
            "a post back from the trash",
            "select sys_restore_from_trash('soc_posts', %s::uuid)",
            [(each,) for each in deleted],
            TRASH_GOAL_MS,
        ),
        Call(
            "an old version restored",
            "select sys_restore_version('soc_posts', %s::uuid, %s)",
            versions,
            VERSION_GOAL_MS,
        ),
    ]
