"""One like at a time, from 16 connections at once, by PostgreSQL's own pgbench.

The floor is the same insert into the same table with its triggers off: keys and indexes are
checked alike, nothing is counted. What a person waits for shows where likes come at a pace (48 a
second are four million a day). At full speed each writer waits for the other fifteen: for a
processor, and at one post for its row, which a like holds until it is on disk. Latencies are
from the moment a like was due, its commit included.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import psycopg

from benchmarks import pgbench
from benchmarks.figures import Latency
from database.connections import connect

LIKES_PER_SECOND = 48
GOAL_MS = 10.0
TARGETS = """
create schema benchmark;
create unlogged table benchmark.people as
select row_number() over (order by md5(id::text))::integer as number, id from profiles;
create unlogged table benchmark.posts as
select row_number() over (order by md5(id::text))::integer as number, id
from soc_posts
where not is_deleted;
alter table benchmark.people add primary key (number);
alter table benchmark.posts add primary key (number);
create sequence benchmark.turns;
create unlogged table benchmark.hot as
with written as (
    insert into soc_posts (author_type, author_id, content)
    select 'individual', id, 'Everybody likes this.'
    from benchmark.people
    cross join generate_series(1, 100)
    where number = 1
    returning id
)
select row_number() over ()::integer as number, id from written;
analyze benchmark.people;
analyze benchmark.posts
"""
CLEANUP = """
delete from soc_posts where id in (select id from benchmark.hot);
drop schema benchmark cascade
"""
LIKE = """
\\set post random(1, {posts})
\\set person random(1, {people})
insert into soc_post_likes (post_id, profile_id)
select posts.id, people.id
from {source}
on conflict do nothing;
"""
SPREAD = "benchmark.posts, benchmark.people where posts.number = :post and people.number = :person"
# Nobody likes it twice: when all have, it is the next one's turn.
HOT = (
    "(select nextval('benchmark.turns') as turn) as turns, benchmark.hot as posts, benchmark.people"
    " where posts.number = 1 + turns.turn / {people} and people.number = 1 + turns.turn % {people}"
)


@dataclass(frozen=True, slots=True)
class Run:
    """One run of pgbench.

    Attributes:
        name: What it does.
        source: Where a like's post and person are from.
        counted: Whether the triggers are on.
        paced: Whether likes come at a pace, or as fast as they go.
    """

    name: str
    source: str
    counted: bool
    paced: bool


RUNS = tuple(
    Run(
        f"a like, {where}, {f'{LIKES_PER_SECOND} a second' if paced else 'full speed'}"
        f"{'' if counted else ', triggers off'}",
        source,
        counted,
        paced,
    )
    for paced in (True, False)
    for where, source in (("any post", SPREAD), ("one hot post", HOT))
    for counted in (True, False)
)


def latencies(url: str, seconds: int) -> Iterator[Latency]:
    """Measure likes for some seconds each way; afterwards the database is as before.

    Raises:
        PgbenchError: pgbench fails.
    """
    with targets(url) as sizes:
        for each in RUNS:
            with likes_undone(url, each.counted):
                yield Latency(
                    each.name,
                    _milliseconds(url, each, sizes, seconds),
                    GOAL_MS if each.counted else None,
                )


@contextmanager
def targets(url: str) -> Iterator[dict[str, int]]:
    """Have tables of posts and people to draw from by number; yield how many there are."""
    with connect(url) as connection:
        connection.execute(TARGETS)
        row = connection.execute(
            "select (select count(*) from benchmark.posts), (select count(*) from benchmark.people)"
        ).fetchone()
        posts, people = row or (0, 0)
    try:
        yield {"posts": posts, "people": people}
    finally:
        with connect(url) as connection:
            connection.execute(CLEANUP)


@contextmanager
def likes_undone(url: str, counted: bool) -> Iterator[None]:
    """Take away the likes that are made within, counted or not as they were made."""
    with connect(url, autocommit=True) as connection:
        (began,) = connection.execute("select now()").fetchone() or (None,)
        _switch_triggers(connection, counted)
        try:
            yield
        finally:
            connection.execute("delete from soc_post_likes where created_at >= %s", [began])
            _switch_triggers(connection, True)
            connection.execute("vacuum analyze soc_post_likes, soc_posts, usr_stats")
            connection.execute("checkpoint")


def _switch_triggers(connection: psycopg.Connection, on: bool) -> None:
    connection.execute(
        f"alter table soc_post_likes {'enable' if on else 'disable'} trigger user".encode()
    )


def _milliseconds(url: str, each: Run, sizes: dict[str, int], seconds: int) -> list[float]:
    """Run pgbench; return how long each like took."""
    script = LIKE.format(source=each.source.format(**sizes), **sizes)
    rate = LIKES_PER_SECOND if each.paced else None
    return pgbench.milliseconds(url, script, seconds, rate=rate)
