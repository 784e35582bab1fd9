"""One instant, and proof: what is written meanwhile, what damages core, what cannot be repaired."""

from collections.abc import Iterator
from contextlib import closing
from threading import Event, Thread

import pytest

from database.connections import connect
from database.server import EmbeddedServer
from ingestion.operational.errors import NotReconciledError
from tests.replication import Pair, pair_on, published

TABLES = (
    "create table posts (id integer primary key, likes_count integer not null default 0)",
    "alter table posts add updated_at timestamptz not null default now()",
    "create index on posts (updated_at)",
    "create table likes (id integer primary key, post_id integer not null)",
    "alter table likes add created_at timestamptz not null default now()",
    "create index on likes (created_at)",
    "insert into posts select each from generate_series(1, 40) as each",
)
# Too old for a run that reads what is new.
OLD_LIKES = """
insert into likes select each, each, now() - interval '1 day' from generate_series(1, 20) as each
"""
FAULTS = """
create view quality.faults as
select
    (
        select count(*) from core.likes
        where not exists (select from core.posts where posts.id = post_id)
    ) as orphans,
    (
        select count(*) from core.posts
        where likes_count <> (select count(*) from core.likes where post_id = posts.id)
    ) as miscounted,
    (select count(*) from core.likes) as likes
"""
LIKE = (
    "insert into posts values (%(post)s) on conflict do nothing",
    "insert into likes values (%(like)s, %(post)s)",
    "update posts set likes_count = likes_count + 1, updated_at = now() where id = %(post)s",
)


@pytest.fixture
def posts(server: EmbeddedServer) -> Iterator[Pair]:
    """A source and a warehouse, not yet replicated."""
    with pair_on(server, *TABLES) as pair:
        yield pair


def like(url: str, ended: Event) -> None:
    """Write a post and its like, or a like and its count, as one transaction, again and again."""
    with closing(connect(url, autocommit=True)) as connection:
        number = 0
        while not ended.is_set():
            number += 1
            with connection.transaction():
                for statement in LIKE:
                    connection.execute(
                        statement.encode(), {"like": number, "post": 1 + number % 97}
                    )


def watch(url: str, ended: Event, seen: list[tuple[object, ...]]) -> None:
    """Look at core through a view, again and again."""
    with closing(connect(url, autocommit=True)) as connection:
        while not ended.is_set():
            seen += connection.execute("select * from quality.faults").fetchall()
            ended.wait(0.01)


def test_references_and_counts_hold_at_each_moment_when_the_source_is_written_all_the_time(
    posts: Pair,
) -> None:
    posts.run()
    posts.at_warehouse(FAULTS)
    ended = Event()
    seen: list[tuple[object, ...]] = []
    threads = [
        Thread(target=like, args=(posts.source, ended)),
        Thread(target=watch, args=(posts.warehouse, ended, seen)),
    ]
    for thread in threads:
        thread.start()
    try:
        for wishes in ({}, {"is_verifying": True}, {}, {"is_full": True}, {}):
            posts.run(workers=4, **wishes)
            assert posts.ask("select * from quality.faults")[0][:2] == (0, 0)
    finally:
        ended.set()
        for thread in threads:
            thread.join()
    assert {row[:2] for row in seen} == {(0, 0)}
    assert len({row[2] for row in seen}) > 1
    posts.run()
    assert posts.differences() == []


DAMAGE = {
    "gone": "delete from core.likes where id = 3",
    "strange": "insert into core.likes values (99, 1, now())",
    "another-key": "update core.likes set id = 98 where id = 3",
}


@pytest.mark.parametrize("small_bytes", [0, 10**9], ids=["by-cursor", "small"])
@pytest.mark.parametrize("damage", DAMAGE.values(), ids=DAMAGE.keys())
def test_any_run_repairs_core_and_says_so_when_its_keys_were_damaged(
    posts: Pair, damage: str, small_bytes: int
) -> None:
    posts.at_source(OLD_LIKES)
    posts.run(small_bytes=small_bytes)
    posts.run(small_bytes=small_bytes)
    posts.at_warehouse(damage)
    report = posts.run(small_bytes=small_bytes)
    assert published(report, "likes").is_repaired
    assert not published(report, "posts").is_repaired
    assert posts.differences() == []


@pytest.mark.parametrize("small_bytes", [0, 10**9], ids=["by-cursor", "small"])
def test_a_verifying_run_repairs_core_when_a_value_was_damaged(
    posts: Pair, small_bytes: int
) -> None:
    posts.at_source(OLD_LIKES)
    posts.run(small_bytes=small_bytes)
    posts.at_warehouse("update core.likes set post_id = 0 where id = 5")
    done = published(posts.run(small_bytes=small_bytes, is_verifying=True), "likes")
    assert (done.applied.updated, done.is_reconciled) == (1, True)
    assert posts.differences() == []


def test_core_stays_and_the_table_is_named_when_a_trigger_undoes_what_is_written(
    posts: Pair,
) -> None:
    posts.at_source("insert into likes values (1, 1), (2, 2)")
    posts.run()
    posts.at_warehouse(
        "create function quality.undo() returns trigger language plpgsql as"
        " 'begin new.post_id = 7; return new; end'",
        "create trigger undo before insert or update on core.likes"
        " for each row execute function quality.undo()",
    )
    posts.at_source("insert into likes values (3, 3)", "insert into posts values (200)")
    with pytest.raises(NotReconciledError) as caught:
        posts.run()
    assert "core.likes" in str(caught.value)
    assert "'id': '3'" in str(caught.value)
    assert posts.ask("select count(*) from core.likes") == [(2,)]
    assert posts.ask("select count(*) from core.posts") == [(40,)]
    assert posts.ask(
        "select status from quality.results where table_name = 'likes' order by checked_at desc"
        " limit 1"
    ) == [("failed",)]
    posts.at_warehouse("drop trigger undo on core.likes")
    posts.run()
    assert posts.differences() == []


def test_deleted_rows_go_and_none_travels_when_sums_tell_which(posts: Pair) -> None:
    posts.at_source(
        "insert into likes select each, each, now() - interval '1 day'"
        " from generate_series(1, 20000) as each"
    )
    posts.run()
    posts.at_source("delete from likes where id % 97 = 0 or id between 500 and 520")
    likes = published(posts.run(), "likes")
    assert (likes.applied.deleted, likes.copied_rows) == (227, 0)
    assert posts.differences() == []


def test_old_rows_that_come_late_arrive_when_others_are_deleted(posts: Pair) -> None:
    posts.at_source(OLD_LIKES)
    posts.run()
    posts.at_source(
        "delete from likes where id in (3, 4)",
        "insert into likes select each, each, now() - interval '1 day'"
        " from generate_series(100, 102) as each",
    )
    assert published(posts.run(), "likes").applied == (3, 0, 2)
    assert posts.differences() == []
