"""Databases for tests of replication: a source of a few tables, a warehouse, and their comparison.

What is known of the tables of such a source is taken from its own catalogs, so that a test says
what a table is like once, in SQL.
"""

import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from typing import Any

import psycopg
from psycopg.sql import SQL, Composable, Identifier

from database.bring_up import WAREHOUSE_MIGRATIONS
from database.catalog import Catalog, Column, ForeignKey, PrimaryKey, Table, Tag
from database.community.faults import Fault, plant_faults
from database.community.functions import Plan
from database.community.generation import generate
from database.connections import connect
from database.migrations import migrate
from database.server import EmbeddedServer
from ingestion.necc.calendar import today_ist
from ingestion.operational.publishing import Published
from ingestion.operational.run import Progress, RunReport, replicate
from ingestion.operational.scene import Wishes
from ingestion.operational.source import read_source
from poultryco.community_prices import archive_figures
from tests.databases import copy_of, ensure_template
from tests.schema_databases import seeded_template

ALL_BY_CURSOR = 0
LIVING_MEMBERS = 300
PATIENCE_SECONDS = 60.0
Row = tuple[Any, ...]
Rows = dict[Row, str]


def dictionary_of(url: str, secrets: Mapping[str, tuple[str, ...]] | None = None) -> Catalog:
    """Return what a source's tables are, as if all of it had been classified.

    A column such as `post_id` refers to the table `posts`.

    Args:
        url: The source.
        secrets: By table, columns that must not travel.
    """
    with connect(url) as connection:
        found = read_source(connection)
    hidden = secrets or {}
    return Catalog(
        tables={
            name: Table(
                columns={
                    column: Column(
                        type=each.type,
                        is_required=each.is_required,
                        tags=(Tag.SECRET,) if column in hidden.get(name, ()) else (),
                    )
                    for column, each in table.columns.items()
                },
                primary_key=PrimaryKey(name=f"pk_{name}", columns=table.key) if table.key else None,
                foreign_keys={
                    column: ForeignKey(columns=(column,), target=target, target_columns=("id",))
                    for column in table.columns
                    if (target := f"{column.removesuffix('_id')}s") in found
                },
            )
            for name, table in found.items()
        }
    )


@dataclass
class Pair:
    """A source and a warehouse.

    Attributes:
        source: URL of the operational database.
        warehouse: URL of the warehouse.
        dictionary: What is known of the source; none means what is committed.
        wishes: What a run is to do if the test does not say.
    """

    source: str
    warehouse: str
    dictionary: Catalog | None = None
    wishes: Wishes = field(default_factory=lambda: Wishes(workers=2, small_bytes=ALL_BY_CURSOR))

    def classify(self, secrets: Mapping[str, tuple[str, ...]] | None = None) -> None:
        """Know all that the source has now."""
        self.dictionary = dictionary_of(self.source, secrets)

    def run(self, progress: Progress = lambda _: None, **wishes: Any) -> RunReport:
        """Replicate."""
        return replicate(
            self.source,
            self.warehouse,
            replace(self.wishes, **wishes),
            dictionary=self.dictionary,
            progress=progress,
        )

    def at_source(self, *statements: str) -> None:
        """Run statements at the source, each in a transaction of its own."""
        _run_each(self.source, statements)

    def at_warehouse(self, *statements: str) -> None:
        """Run statements at the warehouse, each in a transaction of its own."""
        _run_each(self.warehouse, statements)

    def ask(self, query: str) -> list[Row]:
        """Return what the warehouse answers."""
        with connect(self.warehouse) as connection:
            return connection.execute(query.encode()).fetchall()

    def value(self, query: str) -> Any:
        """Return the one value that the warehouse answers."""
        [(value,)] = self.ask(query)
        return value

    def shapes(self) -> dict[str, tuple[tuple[str, ...], list[str]]]:
        """Return key and columns by table of core, as core has them."""
        with connect(self.warehouse) as connection:
            return {
                name: (table.key, list(table.columns))
                for name, table in read_source(connection, "core").items()
            }

    def differences(self, names: Mapping[str, str] | None = None) -> list[str]:
        """Return a line for each table whose rows in core are not those of the source.

        Args:
            names: Names at the source, where they are others than in core.
        """
        with (
            closing(_plain(self.source)) as source,
            closing(_plain(self.warehouse)) as warehouse,
        ):
            there, here = read_source(source), read_source(warehouse, "core")
            lines = []
            for name, table in here.items():
                other = (names or {}).get(name, name)
                if other not in there:
                    continue
                columns = [each for each in table.columns if each in there[other].columns]
                theirs = rows_of(source, Identifier("public", other), table.key, columns)
                ours = rows_of(warehouse, Identifier("core", name), table.key, columns)
                lines += _compared(name, theirs, ours)
        return lines

    def key_differences(self) -> list[str]:
        """Return a line for each table whose keys in core are not those of the source."""
        with (
            closing(_plain(self.source)) as source,
            closing(_plain(self.warehouse)) as warehouse,
        ):
            lines = []
            for name, table in read_source(warehouse, "core").items():
                theirs = rows_of(source, Identifier("public", name), table.key, table.key)
                ours = rows_of(warehouse, Identifier("core", name), table.key, table.key)
                lines += _compared(name, theirs, ours)
        return lines


def published(report: RunReport, table: str) -> Published:
    """Return what a run did to one table."""
    [found] = [each for each in report.tables if each.table == table]
    return found


def until(condition: Callable[[], bool]) -> None:
    """Wait until something is so."""
    deadline = time.monotonic() + PATIENCE_SECONDS
    while not condition():
        assert time.monotonic() < deadline
        time.sleep(0.1)


def rows_of(
    connection: psycopg.Connection,
    table: Composable,
    key: tuple[str, ...],
    columns: list[str] | tuple[str, ...],
) -> Rows:
    """Return a checksum of each row by its key."""
    query = SQL("select array[{}], md5(row({})::text) from {}").format(
        SQL(", ").join(SQL("{}::text").format(Identifier(name)) for name in key),
        SQL(", ").join(map(Identifier, columns)),
        table,
    )
    return {tuple(row[0]): row[1] for row in connection.execute(query)}


@contextmanager
def community_on(server: EmbeddedServer, plan: Plan) -> Iterator[Pair]:
    """Yield a synthetic community and an empty warehouse."""
    with copy_of(server, seeded_template(server)) as source, pair_on(server) as pair:
        generate(source, plan, archive_figures())
        yield Pair(source, pair.warehouse, wishes=Wishes(workers=2))


def living_community(server: EmbeddedServer) -> str:
    """Return the name of a template with a community of 300 that lives until yesterday."""
    # What looks at windows, or at the trash, asks from the instant of the replication.
    yesterday = today_ist() - timedelta(days=1)
    plan = Plan(LIVING_MEMBERS, seed=1, until=yesterday)
    return ensure_template(
        server,
        "template_living_community",
        lambda url: generate(url, plan, archive_figures()),
        start=seeded_template(server),
    )


@contextmanager
def replicated_community(server: EmbeddedServer) -> Iterator[Pair]:
    """Yield a copy of the living community, and a warehouse that it was replicated to."""
    living = living_community(server)

    def fill(url: str) -> None:
        Pair(server.url(living), url, wishes=Wishes(workers=2)).run()

    replicated = ensure_template(
        server, "template_replicated_community", fill, start=_warehouse_template(server)
    )
    with copy_of(server, living) as source, copy_of(server, replicated) as warehouse:
        yield Pair(source, warehouse, wishes=Wishes(workers=2))


@contextmanager
def faulty_community(server: EmbeddedServer) -> Iterator[tuple[Pair, list[Fault]]]:
    """Yield the living community with every fault, an empty warehouse, and what was planted."""
    with (
        copy_of(server, living_community(server)) as source,
        copy_of(server, _warehouse_template(server)) as warehouse,
    ):
        yield Pair(source, warehouse, wishes=Wishes(workers=2)), plant_faults(source)


@contextmanager
def pair_on(
    server: EmbeddedServer, *statements: str, source_server: EmbeddedServer | None = None
) -> Iterator[Pair]:
    """Yield a source made by statements, all of it classified, and an empty warehouse."""
    at_source = source_server or server
    with (
        copy_of(at_source, _bare_template(at_source)) as source,
        copy_of(server, _warehouse_template(server)) as warehouse,
    ):
        _run_each(source, statements)
        pair = Pair(source, warehouse)
        pair.classify()
        yield pair


def _bare_template(server: EmbeddedServer) -> str:
    return ensure_template(server, "template_bare", lambda _: None)


def _warehouse_template(server: EmbeddedServer) -> str:
    return ensure_template(server, "template_empty", lambda url: migrate(url, WAREHOUSE_MIGRATIONS))


def _run_each(url: str, statements: tuple[str, ...]) -> None:
    with closing(connect(url, autocommit=True)) as connection:
        for statement in statements:
            connection.execute(statement.encode())


def _plain(url: str) -> psycopg.Connection:
    connection = connect(url, autocommit=True)
    connection.execute("set DateStyle = 'ISO, YMD'; set extra_float_digits = 1")
    return connection


def _compared(name: str, theirs: Rows, ours: Rows) -> list[str]:
    lines = [f"{name} {key} is missing" for key in theirs.keys() - ours.keys()]
    lines += [f"{name} {key} is too much" for key in ours.keys() - theirs.keys()]
    lines += [
        f"{name} {key} is another"
        for key in theirs.keys() & ours.keys()
        if theirs[key] != ours[key]
    ]
    return lines
