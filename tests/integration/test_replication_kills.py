"""Runs that are killed, cut off or refused: core stays at its last instant, the next run completes.

A run is held at a stage by a lock of the test on what that stage needs.
"""

import subprocess
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import closing, contextmanager
from dataclasses import replace
from pathlib import Path

import pytest

from database.connections import connect
from database.server import EmbeddedServer
from ingestion.operational.errors import ReplicationError, ReplicationInterruptedError
from ingestion.operational.run import RunReport
from tests.databases import test_server
from tests.replication import Pair, pair_on, until

SAID = """
create function said(mood) returns text language plpgsql
as 'begin perform pg_advisory_xact_lock_shared(42); return $1; end'
"""
# What only the source knows travels as text, here by a cast that waits while a test holds a lock.
TABLES = (
    "create type mood as enum ('calm')",
    SAID,
    "create cast (mood as text) with function said",
    "create table posts (id integer primary key, n integer, mood mood default 'calm')",
    "alter table posts add updated_at timestamptz not null default now()",
    "create table likes (id integer primary key, post_id integer)",
    "insert into posts select each, 0 from generate_series(1, 50) as each",
    "insert into likes select each, each from generate_series(1, 50) as each",
)
CHANGES = (
    "update posts set n = n + 1, updated_at = now()",
    "insert into posts select max(id) + 1, 1 from posts",
    "delete from likes where id % 7 = 3",
)
RUN = """
import sys
from database.catalog import Catalog
from ingestion.operational.run import replicate
from ingestion.operational.scene import Wishes
dictionary = Catalog.model_validate_json(sys.stdin.read())
replicate(sys.argv[1], sys.argv[2], Wishes(workers=2, small_bytes=0), dictionary=dictionary)
"""
STATE = "select (select count(*) from core.likes), (select sum(n) from core.posts)"
BEFORE, AFTER = (50, 0), (43, 51)
# Where a run is held: in which database, by what.
PLANNING = ("source", "lock table posts in access exclusive mode")
READING = ("source", "select pg_advisory_xact_lock(42)")
PUBLISHING = ("warehouse", "lock table core.likes in share mode")
TIDYING = ("warehouse", "lock table core.likes in row exclusive mode")


@pytest.fixture
def posts(server: EmbeddedServer) -> Iterator[Pair]:
    """A source that changed since its first load."""
    with pair_on(server, *TABLES) as pair:
        pair.run()
        pair.at_warehouse("create view quality.state as " + STATE)
        pair.at_warehouse("drop index core.idx_likes_post_id")
        pair.at_source(*CHANGES)
        yield pair


@contextmanager
def held_at(pair: Pair, stage: tuple[str, str]) -> Iterator[Callable[[], None]]:
    """Hold runs at a stage; yield a function that waits until one is there."""
    database, statement = stage
    url = pair.source if database == "source" else pair.warehouse
    with connect(url) as holding:
        holding.execute(statement.encode())

        def wait() -> None:
            waiting = "select from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
            until(lambda: bool(ask(url, waiting, holding.info.dbname)))

        yield wait
        holding.rollback()


def ask(url: str, query: str, *values: object) -> list[tuple[object, ...]]:
    """Return what a database answers now."""
    with closing(connect(url, autocommit=True)) as connection:
        return connection.execute(query.encode(), values or None).fetchall()


def assert_completes(pair: Pair) -> None:
    """The next run brings everything, and cleans up."""
    pair.run()
    assert pair.ask("select * from quality.state") == [AFTER]
    assert pair.differences() == []
    assert (
        pair.value("select count(*) from pg_class where relnamespace = 'load'::regnamespace") == 0
    )
    assert pair.value("select count(*) from pg_class where relname = 'idx_likes_post_id'") == 1
    statuses = "select status from quality.replication_runs order by run_id desc limit 1"
    assert pair.value(statuses) == "succeeded"


@pytest.mark.parametrize(
    ("stage", "state", "status"),
    [
        pytest.param(PLANNING, BEFORE, "interrupted", id="planning"),
        pytest.param(READING, BEFORE, "interrupted", id="reading"),
        pytest.param(PUBLISHING, BEFORE, "interrupted", id="publishing"),
        pytest.param(TIDYING, AFTER, "succeeded", id="tidying"),
    ],
)
def test_core_is_at_one_instant_and_the_next_run_completes_when_a_run_is_killed(
    posts: Pair, stage: tuple[str, str], state: tuple[int, int], status: str
) -> None:
    assert posts.dictionary
    with held_at(posts, stage) as wait:
        process = subprocess.Popen(
            [sys.executable, "-c", RUN, posts.source, posts.warehouse],
            stdin=subprocess.PIPE,
            text=True,
        )
        assert process.stdin
        process.stdin.write(posts.dictionary.model_dump_json())
        process.stdin.close()
        wait()
        process.kill()
        process.wait()
        assert posts.ask("select * from quality.state") == [state]
    assert_completes(posts)
    killed = "select status from quality.replication_runs where run_id = 2"
    assert posts.value(killed) == status


@contextmanager
def running(pair: Pair) -> Iterator[Future[RunReport]]:
    """Run in a thread of this process."""
    with ThreadPoolExecutor(1) as pool:
        yield pool.submit(pair.run)


def terminate(url: str, condition: str) -> None:
    """End the connections to a database that meet a condition."""
    ended = ask(
        url,
        "select pg_terminate_backend(pid) from pg_stat_activity"
        " where datname = current_database() and pid <> pg_backend_pid() and " + condition,
    )
    assert ended


@pytest.mark.parametrize(
    ("stage", "condition"),
    [
        pytest.param(READING, "wait_event_type = 'Lock'", id="worker-at-source"),
        pytest.param(PUBLISHING, "wait_event_type = 'Lock'", id="publisher"),
    ],
)
def test_a_lost_connection_is_a_passing_failure_when_it_was_at_work(
    posts: Pair, stage: tuple[str, str], condition: str
) -> None:
    url = posts.source if stage[0] == "source" else posts.warehouse
    with held_at(posts, stage) as wait, running(posts) as run:
        wait()
        terminate(url, condition)
        with pytest.raises(ReplicationInterruptedError):
            run.result()
        assert posts.ask("select * from quality.state") == [BEFORE]
    assert_completes(posts)


@contextmanager
def running_held(
    pair: Pair, stage: tuple[str, str]
) -> Iterator[tuple[Future[RunReport], Callable[[], None]]]:
    """Run up to a stage; yield the run and a function that lets it go on."""
    database, statement = stage
    url = pair.source if database == "source" else pair.warehouse
    with closing(connect(url)) as holding, running(pair) as run:
        holding.execute(statement.encode())
        waiting = "select from pg_stat_activity where datname = %s and wait_event_type = 'Lock'"
        until(lambda: bool(ask(url, waiting, holding.info.dbname)))
        yield run, holding.rollback


@pytest.mark.parametrize("stage", [READING, PUBLISHING], ids=["reading", "publishing"])
@pytest.mark.parametrize("database", ["source", "warehouse"])
def test_core_is_at_one_instant_when_all_idle_connections_of_a_run_are_lost(
    posts: Pair, stage: tuple[str, str], database: str
) -> None:
    url = posts.source if database == "source" else posts.warehouse
    with running_held(posts, stage) as (run, release):
        terminate(url, "state like 'idle%' and query !~ '^(lock table|select pg_adv.*42)'")
        release()
        try:
            run.result()
            state = AFTER
        except ReplicationInterruptedError:
            state = BEFORE
    assert posts.ask("select * from quality.state") == [state]
    assert_completes(posts)


def test_a_later_run_waits_when_a_run_that_publishes_has_lost_its_lock(posts: Pair) -> None:
    with running_held(posts, PUBLISHING) as (run, release):
        terminate(posts.warehouse, "query like '%pg_try_advisory_lock%'")
        with running(posts) as later:
            starts = "select from pg_stat_activity where query like '%killed as%'"
            until(lambda: bool(ask(posts.warehouse, f"{starts} and wait_event_type = 'Lock'")))
            release()
            assert run.result().run_id < later.result().run_id
    assert_completes(posts)


def test_a_run_that_was_taken_over_changes_nothing_when_it_comes_to_publish(posts: Pair) -> None:
    with running_held(posts, READING) as (run, release):
        posts.at_warehouse("update quality.replication_runs set status = 'interrupted'")
        release()
        with pytest.raises(ReplicationInterruptedError, match="Another replication"):
            run.result()
    assert posts.ask("select * from quality.state") == [BEFORE]
    assert_completes(posts)


@pytest.mark.parametrize(
    "statement", ["truncate likes", "alter table likes alter post_id type bigint"]
)
def test_core_stays_when_a_table_is_truncated_or_rewritten_before_it_is_read(
    posts: Pair, statement: str
) -> None:
    # One worker, and a larger table that is read before.
    posts.wishes = replace(posts.wishes, workers=1)
    posts.at_source("insert into posts select each from generate_series(1000, 2000) as each")
    with running_held(posts, READING) as (run, release):
        posts.at_source(statement)
        release()
        with pytest.raises(ReplicationInterruptedError, match="likes changed as a whole"):
            run.result()
    assert posts.ask("select * from quality.state") == [BEFORE]
    posts.run()
    assert posts.differences() == []


def test_core_stays_when_a_lock_is_not_given(posts: Pair) -> None:
    impatient = Pair(
        posts.source, posts.warehouse + "&options=-c%20lock_timeout%3D200ms", posts.dictionary
    )
    with (
        held_at(posts, PUBLISHING),
        pytest.raises(ReplicationInterruptedError, match="lock timeout"),
    ):
        impatient.run()
    assert posts.ask("select * from quality.state") == [BEFORE]
    assert_completes(posts)


def test_core_stays_when_the_source_restarts_in_the_middle(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("source")
    home.chmod(0o755)
    other = test_server(home)
    other.start()
    try:
        with pair_on(server, *TABLES, source_server=other) as pair:
            pair.run()
            pair.at_source(*CHANGES)
            with running_held(pair, READING) as (run, _):
                other.stop()
                with pytest.raises(ReplicationError) as caught:
                    run.result()
                assert caught.value.is_transient
            assert pair.ask(STATE) == [BEFORE]
            other.start()
            pair.run()
            assert pair.ask(STATE) == [AFTER]
            assert pair.differences() == []
    finally:
        other.stop()


@contextmanager
def small_disk(server: EmbeddedServer, megabytes: int) -> Iterator[Path]:
    """Mount a folder of the server's that takes so much and no more."""
    folder = server.base / "small-disk"
    folder.mkdir(exist_ok=True)
    mounted = subprocess.run(
        ["mount", "-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)],
        check=False,
        capture_output=True,
    )
    if mounted.returncode != 0:
        pytest.skip("a file system of a given size can only be mounted as root")
    try:
        inside = folder / "tablespace"
        server.account.own(inside)
        yield inside
    finally:
        subprocess.run(["umount", str(folder)], check=True)


@pytest.mark.parametrize(
    ("filling", "emptying"),
    [
        pytest.param(
            "alter database {database} set default_tablespace = small_disk",
            "alter database {database} reset default_tablespace",
            id="reading",
        ),
        pytest.param(
            "alter table core.posts set tablespace small_disk",
            "alter table core.posts set tablespace pg_default",
            id="publishing",
        ),
    ],
)
def test_core_stays_when_the_disk_is_full(
    server: EmbeddedServer, posts: Pair, filling: str, emptying: str
) -> None:
    posts.at_source("insert into posts select g, 0 from generate_series(1000, 60000) as g")
    with connect(posts.warehouse) as connection:
        database = connection.info.dbname
    with small_disk(server, 2) as folder:
        posts.at_warehouse(f"create tablespace small_disk location '{folder}'")
        posts.at_warehouse(filling.format(database=database))
        try:
            with pytest.raises(ReplicationInterruptedError, match="No space left"):
                posts.run()
            assert posts.ask("select * from quality.state") == [BEFORE]
        finally:
            posts.at_warehouse(emptying.format(database=database))
            posts.run()
            posts.at_warehouse("drop tablespace small_disk")
    assert posts.differences() == []
