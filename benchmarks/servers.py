"""PostgreSQL servers for a benchmark: made for it, with the parameters of every day, removed."""

import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from database.bring_up import WAREHOUSE_MIGRATIONS
from database.migrations import migrate
from database.server import WAREHOUSE_DATABASE, EmbeddedServer


@contextmanager
def scratch_server() -> Iterator[EmbeddedServer]:
    """Yield a server with empty databases, and remove it with all of its files."""
    home = Path(tempfile.mkdtemp(prefix="poultryco-bench-"))
    home.chmod(0o755)
    server = EmbeddedServer(home)
    try:
        server.start()
        yield server
    finally:
        server.stop()
        for folder in {server.base, server.socket_folder, home}:
            shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def scratch_warehouse() -> Iterator[str]:
    """Yield the URL of a warehouse with its tables, on a server that is removed afterwards."""
    with scratch_server() as server:
        url = server.url(WAREHOUSE_DATABASE)
        migrate(url, WAREHOUSE_MIGRATIONS)
        yield url
