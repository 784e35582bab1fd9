"""Databases for tests: one server a session, templates made once, copies handed out.

Fixtures are in `conftest`; what a template holds is decided by the fixture that asks for it.
"""

import fcntl
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from psycopg.sql import SQL, Identifier

from database.connections import connect
from database.server import DEFAULT_PARAMETERS, EmbeddedServer
from database.server_files import OLDEST_MAJOR_VERSION

TEST_PARAMETERS = {
    **DEFAULT_PARAMETERS,
    "fsync": "off",
    "full_page_writes": "off",
    "autovacuum": "off",
}

OLDEST_INSTALLED = Path(f"/usr/lib/postgresql/{OLDEST_MAJOR_VERSION}/bin")

WATCHER = """
import shutil, sys
from pathlib import Path
sys.stdin.read()
from tests.databases import installed_server, test_server
home = Path(sys.argv[1])
for server in (installed_server(home), test_server(home)):
    server.stop()
    for folder in {server.base, server.socket_folder, server.home}:
        shutil.rmtree(folder, ignore_errors=True)
"""


def test_server(home: Path) -> EmbeddedServer:
    """Return the session's server; it need not run yet."""
    return EmbeddedServer(home, parameters=TEST_PARAMETERS)


test_server.__test__ = False  # type: ignore[attr-defined]


def installed_server(home: Path) -> EmbeddedServer:
    """Return the session's server of the oldest PostgreSQL we support; see `OLDEST_INSTALLED`."""
    return EmbeddedServer(home / "installed", parameters=TEST_PARAMETERS, binaries=OLDEST_INSTALLED)


def watch_over(home: Path) -> subprocess.Popen[bytes]:
    """Start a process that stops the server when we close its input, or die in any way."""
    return subprocess.Popen([sys.executable, "-c", WATCHER, str(home)], stdin=subprocess.PIPE)


def execute(server: EmbeddedServer, statement: str, *names: str) -> None:
    """Run a statement about whole databases, whose names fill its {} places."""
    with connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))  # type: ignore[arg-type]


def ensure_template(
    server: EmbeddedServer, name: str, fill: Callable[[str], object], *, base: str = "template1"
) -> str:
    """Make the template database `name` of `base` with `fill(url)`, once for all workers."""
    with (server.home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect(server.url("postgres")) as connection:
            found = connection.execute("select from pg_database where datname = %s", [name])
            if found.rowcount:
                return name
        unfinished = f"{name}_unfinished"
        execute(server, "drop database if exists {} with (force)", unfinished)
        execute(server, "create database {} template {}", unfinished, base)
        fill(server.url(unfinished))
        execute(server, "alter database {} rename to {}", unfinished, name)
    return name


@contextmanager
def copy_of(server: EmbeddedServer, template: str) -> Iterator[str]:
    """Yield the URL of a database that is a copy of `template` and is dropped afterwards."""
    name = f"test_{uuid4().hex[:12]}"
    with (server.home / f"{template}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        execute(server, "create database {} template {} strategy file_copy", name, template)
    try:
        yield server.url(name)
    finally:
        execute(server, "drop database if exists {} with (force)", name)


def empty_tables(url: str) -> None:
    """Empty every table the platform writes itself."""
    with connect(url) as connection:
        rows = connection.execute(
            "select format('%I.%I', schemaname, tablename) from pg_tables"
            " where schemaname in ('raw', 'market', 'quality')"
        ).fetchall()
        tables = ", ".join(str(row[0]) for row in rows)
        connection.execute(f"truncate {tables} restart identity")
