"""Databases for tests: one server a session, templates made once, copies handed out.

Fixtures are in `conftest`; what a template holds is decided by the fixture that asks for it.
"""

import fcntl
import os
import re
import shutil
import subprocess
import sys
import tempfile
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

HOME_VARIABLE = "POULTRYCO_TEST_HOME"
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system, not a name that others could guess
# Of it a session fills one or two; the rest is for what works there.
WANTED_GIGABYTES = 8
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


def make_home(name: str) -> Path:
    """Make a folder for a server, which any account can reach; `name` begins that of the folder.

    It is in memory if there is plenty: to copy the operational schema, 1,700 files, takes 0.1
    seconds of a processor there and 0.3 to 3 on a disk that others use too.
    """
    home = Path(tempfile.mkdtemp(prefix=f"{name}-", dir=MEMORY if _is_memory_plenty() else None))
    home.chmod(0o755)
    return home


def _is_memory_plenty() -> bool:
    if not MEMORY.is_mount() or os.statvfs(MEMORY).f_flag & os.ST_NOEXEC:
        return False
    said = re.search(r"MemAvailable:\s+(\d+) kB", Path("/proc/meminfo").read_text())
    available = int(said[1]) * 1024 if said else 0
    return min(available, shutil.disk_usage(MEMORY).free) > WANTED_GIGABYTES * 10**9


def test_server(home: Path) -> EmbeddedServer:
    """Return the session's server; it need not run yet."""
    return EmbeddedServer(home, parameters=TEST_PARAMETERS)


test_server.__test__ = False  # type: ignore[attr-defined]


def installed_server(home: Path) -> EmbeddedServer:
    """Return the session's server of the oldest PostgreSQL we support; see `OLDEST_INSTALLED`."""
    return EmbeddedServer(home / "installed", parameters=TEST_PARAMETERS, binaries=OLDEST_INSTALLED)


def watch_over(home: Path) -> subprocess.Popen[bytes]:
    """Start a process that stops the server when we close its input, or die in any way.

    It has a session of its own: Ctrl-C is not for it.
    """
    return subprocess.Popen(
        [sys.executable, "-c", WATCHER, str(home)], stdin=subprocess.PIPE, start_new_session=True
    )


def execute(server: EmbeddedServer, statement: str, *names: str) -> None:
    """Run a statement about whole databases, whose names fill its {} places."""
    with connect(server.url("postgres"), autocommit=True) as connection:
        connection.execute(SQL(statement).format(*map(Identifier, names)))  # type: ignore[arg-type]


def ensure_template(
    server: EmbeddedServer, name: str, fill: Callable[[str], object], *, start: str | None = None
) -> str:
    """Make the template database `name` with `fill(url)`, once for all workers.

    Args:
        server: Where.
        name: What it is called.
        fill: What makes it.
        start: Template it is a copy of before it is filled; an empty database by default.
    """
    with (server.home / f"{name}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        with connect(server.url("postgres")) as connection:
            found = connection.execute("select from pg_database where datname = %s", [name])
            if found.rowcount:
                return name
        unfinished = f"{name}_unfinished"
        execute(server, "drop database if exists {} with (force)", unfinished)
        _copy(server, start or "template1", unfinished)
        fill(server.url(unfinished))
        execute(server, "alter database {} rename to {}", unfinished, name)
    return name


def _copy(server: EmbeddedServer, template: str, name: str) -> None:
    """Copy a database that nobody is connected to: PostgreSQL refuses two copies at a time."""
    with (server.home / f"{template}.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        execute(server, "create database {} template {} strategy file_copy", name, template)


@contextmanager
def copy_of(server: EmbeddedServer, template: str, name: str | None = None) -> Iterator[str]:
    """Yield the URL of a database that is a copy of `template` and is dropped afterwards.

    Args:
        server: Where.
        template: What it is a copy of.
        name: What it is called, if that matters; no other test may ask for it meanwhile.
    """
    name = name or f"test_{uuid4().hex[:12]}"
    _copy(server, template, name)
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
