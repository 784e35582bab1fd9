"""Fixtures that several folders of tests share. Databases are made by `tests.databases`."""

import os
import subprocess
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import cast

import psycopg
import pytest

from database.bring_up import WAREHOUSE_MIGRATIONS
from database.connections import connect
from database.migrations import migrate
from database.server import EmbeddedServer
from tests.databases import (
    HOME_VARIABLE,
    OLDEST_INSTALLED,
    copy_of,
    empty_tables,
    ensure_template,
    installed_server,
    make_home,
    test_server,
    watch_over,
)
from tests.dbt_project import OF_PRICES, dbt_on
from tests.members import Community
from tests.schema_databases import schema_template

watcher_key = pytest.StashKey[subprocess.Popen[bytes]]()


def pytest_configure(config: pytest.Config) -> None:
    """Give the session a home for its server; workers get the one of their controller."""
    for name in [name for name in os.environ if name.startswith("POULTRYCO_")]:
        if name != HOME_VARIABLE:
            del os.environ[name]
    if hasattr(config, "workerinput"):
        return
    home = make_home("poultryco-test")
    os.environ[HOME_VARIABLE] = str(home)
    config.stash[watcher_key] = watch_over(home)


def pytest_unconfigure(config: pytest.Config) -> None:
    """Leave no server behind."""
    watcher = config.stash.get(watcher_key, None)
    if watcher is not None:
        watcher.communicate()


@pytest.fixture(scope="session")
def server() -> EmbeddedServer:
    """The session's PostgreSQL server, shared by all workers."""
    server = test_server(Path(os.environ[HOME_VARIABLE]))
    server.start()
    return server


@pytest.fixture(scope="session", params=["embedded", "oldest"])
def any_server(request: pytest.FixtureRequest) -> EmbeddedServer:
    """Each PostgreSQL we can test on: the embedded one, and the oldest we support if installed."""
    if request.param == "embedded":
        return cast("EmbeddedServer", request.getfixturevalue("server"))
    if not OLDEST_INSTALLED.exists():
        pytest.skip(f"no PostgreSQL in {OLDEST_INSTALLED}")
    server = installed_server(Path(os.environ[HOME_VARIABLE]))
    server.start()
    return server


@pytest.fixture(scope="session")
def empty_template(server: EmbeddedServer) -> str:
    """Template of a warehouse that has its tables and no rows."""
    return ensure_template(server, "template_empty", lambda url: migrate(url, WAREHOUSE_MIGRATIONS))


def _fill_with_archive(url: str) -> None:
    from ingestion.necc.archive import import_archive
    from ingestion.necc.zones import load_zones

    with connect(url) as connection:
        load_zones(connection)
        import_archive(connection)
    with connect(url, autocommit=True) as connection:
        connection.execute("vacuum analyze")


@pytest.fixture(scope="session")
def archive_template(server: EmbeddedServer, empty_template: str) -> str:
    """Template of a warehouse that holds the zone register and the price archive."""
    return ensure_template(server, "template_archive", _fill_with_archive, start=empty_template)


@pytest.fixture(scope="session")
def built_template(
    server: EmbeddedServer, archive_template: str, tmp_path_factory: pytest.TempPathFactory
) -> str:
    """Template of a warehouse that holds the archive and the tables that dbt makes of it."""

    def fill(url: str) -> None:
        with dbt_on(url, tmp_path_factory.mktemp("dbt")) as dbt:
            dbt("run", "--select", OF_PRICES)

    return ensure_template(server, "template_built", fill, start=archive_template)


@pytest.fixture(scope="session")
def worker_warehouse(server: EmbeddedServer, empty_template: str) -> Iterator[str]:
    """URL of this worker's own warehouse; tests ask for `warehouse`, which empties it."""
    with copy_of(server, empty_template) as url:
        yield url


@pytest.fixture
def warehouse(worker_warehouse: str) -> Iterator[str]:
    """URL of a warehouse with its tables and no rows."""
    yield worker_warehouse
    empty_tables(worker_warehouse)


@pytest.fixture
def market(warehouse: str) -> str:
    """URL of a warehouse that holds the zone register and nothing else."""
    from ingestion.necc.zones import load_zones

    with connect(warehouse) as connection:
        load_zones(connection)
    return warehouse


@pytest.fixture(scope="session")
def source_template(server: EmbeddedServer) -> str:
    """Template of an operational database that has its tables and no rows."""
    return schema_template(server)


@pytest.fixture(scope="session")
def worker_source(server: EmbeddedServer, source_template: str) -> Iterator[str]:
    """URL of this worker's own operational database; tests ask for `source_connection`."""
    with copy_of(server, source_template) as url:
        yield url


@pytest.fixture
def source_connection(worker_source: str) -> Iterator[psycopg.Connection]:
    """Connection to an operational database without rows; what is done over it is undone."""
    with connect(worker_source) as connection:
        yield connection
        connection.rollback()


@pytest.fixture
def community(source_connection: psycopg.Connection) -> Community:
    """Makes people and what they do in an operational database; it is undone afterwards."""
    return Community(source_connection)


@pytest.fixture
def copy_database(server: EmbeddedServer) -> Iterator[Callable[[str], str]]:
    """Function from a template's name to the URL of a copy of it, dropped after the test."""
    with ExitStack() as copies:
        yield lambda template: copies.enter_context(copy_of(server, template))
