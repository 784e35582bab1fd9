"""What a run asks of its source: to read what is no secret, over few connections, and no more."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import quote
from uuid import uuid4

import psycopg
import pytest

from database.connections import connect
from database.server import EmbeddedServer
from ingestion.operational.budget import budget_for
from ingestion.operational.errors import ReplicationError
from tests.databases import test_server
from tests.replication import Pair, pair_on, until

TABLES = (
    "create table users (id integer primary key, name text, password_hash text)",
    "create table posts (id integer primary key, n integer)",
    "alter table posts add updated_at timestamptz not null default now()",
    "create index on posts (updated_at)",
    "insert into users select each, 'n' || each, 'h' from generate_series(1, 300) as each",
    "insert into posts select each, 0 from generate_series(1, 300) as each",
)
CHANGES = (
    "update users set name = 'other', password_hash = 'g' where id % 50 = 1",
    "update posts set n = 2, updated_at = now() where id < 9",
    "delete from posts where id > 290",
)
MODES = ({}, {"is_verifying": True}, {"is_full": True})
WORKERS = 2


@pytest.fixture
def users(server: EmbeddedServer) -> Iterator[Pair]:
    """A source with a secret, and a warehouse."""
    with pair_on(server, *TABLES) as pair:
        pair.classify({"users": ("password_hash",)})
        yield pair


@contextmanager
def reader_of(pair: Pair, *rights: str) -> Iterator[Pair]:
    """Yield the same pair, its source reached as a user who has certain rights and no others."""
    name = f"reader_{uuid4().hex[:8]}"
    pair.at_source(
        f"create role {name} login connection limit {WORKERS + 1}",
        f"alter role {name} set default_transaction_read_only = on",
        "do $$ begin execute format('revoke all on database %I from public', current_database());"
        f" execute format('grant connect on database %I to {name}', current_database()); end $$",
        *(f"grant {right} to {name}" for right in rights),
    )
    try:
        yield Pair(
            pair.source.replace("//postgres@", f"//{name}@"), pair.warehouse, pair.dictionary
        )
    finally:
        pair.at_source(f"drop owned by {name}", f"drop role {name}")


@pytest.mark.parametrize("wishes", MODES, ids=["incremental", "verifying", "full"])
def test_rights_to_select_what_is_no_secret_suffice(users: Pair, wishes: dict[str, bool]) -> None:
    rights = ("select (id, name) on users", "select on posts")
    with reader_of(users, *rights) as reader:
        reader.run()
        assert users.shapes()["users"][1] == ["id", "name"]
        users.at_source(*CHANGES)
        reader.run(**wishes)
        assert users.ask("select count(*), count(distinct name) from core.users") == [(300, 295)]
    assert users.differences() == []


def test_it_is_said_which_right_is_missing_when_a_table_may_not_be_read(users: Pair) -> None:
    with reader_of(users, "select on posts") as reader:
        with pytest.raises(ReplicationError, match="permission denied for table users") as caught:
            reader.run()
        assert not caught.value.is_transient
    assert "users" not in users.shapes()


def test_workers_take_a_tenth_of_what_a_source_has_left(users: Pair) -> None:
    with connect(users.source) as connection:
        row = connection.execute("show max_connections").fetchone()
        assert row
        most = int(row[0])
        assert budget_for(connection, 2) == (2,)
        assert 1 <= budget_for(connection, 1000).workers <= most // 10
        assert budget_for(connection, 1000).at_source <= max(most // 10, 2)


def test_every_connection_is_closed_when_a_run_is_over(users: Pair) -> None:
    before = _connections(users)
    users.run()
    with pytest.raises(ReplicationError):
        users.run(tables=("nothing_*",))
    until(lambda: _connections(users) == before)


def _connections(pair: Pair) -> list[tuple[object, ...]]:
    names = [
        psycopg.conninfo.conninfo_to_dict(url)["dbname"] for url in (pair.source, pair.warehouse)
    ]
    with connect(pair.warehouse) as connection:
        return connection.execute(
            "select count(*) from pg_stat_activity where datname = any(%s)"
            " and pid <> pg_backend_pid() and state is not null",
            [names],
        ).fetchall()


@contextmanager
def standby_of(primary: EmbeddedServer, home: Path) -> Iterator[EmbeddedServer]:
    """Run a standby of a server."""
    home.chmod(0o755)
    standby = test_server(home)
    target = ["-D", str(standby.data_folder), "-R", "--checkpoint=fast"]
    copied = primary._call(
        "pg_basebackup", "-h", str(primary.socket_folder), "-U", "postgres", *target
    )
    assert copied.returncode == 0, copied.stderr
    standby.start()
    try:
        yield standby
    finally:
        standby.stop()


def test_a_standby_is_read_as_its_primary_when_it_is_the_source(
    server: EmbeddedServer, tmp_path_factory: pytest.TempPathFactory
) -> None:
    home = tmp_path_factory.mktemp("primary")
    home.chmod(0o755)
    primary = test_server(home)
    primary.start()
    try:
        with (
            pair_on(server, *TABLES, source_server=primary) as pair,
            standby_of(primary, tmp_path_factory.mktemp("standby")) as standby,
        ):
            folders = [quote(str(each.socket_folder)) for each in (primary, standby)]
            replica = Pair(pair.source.replace(*folders), pair.warehouse, pair.dictionary)
            replica.run()
            assert replica.differences() == []
            pair.at_source(*CHANGES)
            _wait_for_replay(pair.source, replica.source)
            for wishes in MODES:
                replica.run(**wishes)
                assert replica.differences() == []
            assert replica.value("select count(*) from core.posts") == 290
    finally:
        primary.stop()


def _wait_for_replay(primary: str, standby: str) -> None:
    with connect(primary) as there, connect(standby, autocommit=True) as here:
        [place] = there.execute("select pg_current_wal_flush_lsn()").fetchall()
        query = "select pg_last_wal_replay_lsn() >= %s"
        while here.execute(query, place).fetchone() != (True,):
            here.execute("select pg_sleep(0.05)")
