"""Empties an operational database that holds no data, so that its schema can be built anew.

What counts as data: any row but those of the catalog (`sys_`), of the migration runner, and of
reference data, of which a table may hold at most as many rows as its seed file.
"""

import time

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from database.catalog_queries import RUNNER_TABLES
from database.errors import PlatformError
from database.migration_records import Migration, RunState, make_records, record_run
from database.seed_files import read_seed_files
from database.seeding import SEEDS

# Partitions go with their table; what an extension made is not ours.
RELATIONS = """
select relnamespace::regnamespace::text, relname, relkind::text
from pg_class
where
    relnamespace in (select oid from pg_namespace where nspname in ('public', 'archive'))
    and relkind in ('r', 'p', 'v', 'm', 'S') and not relispartition
    and relname <> all (%s)
    and not exists (
        select from pg_depend
        where classid = 'pg_class'::regclass and objid = pg_class.oid
            -- Of an extension; a sequence goes with its column.
            and (deptype = 'e' or relkind = 'S' and deptype in ('a', 'i'))
    )
order by relname
"""

FUNCTIONS = """
select format('drop routine if exists %s cascade', oid::regprocedure)
from pg_proc
where
    pronamespace = 'public'::regnamespace
    and not exists (select from pg_depend where objid = pg_proc.oid and deptype = 'e')
"""

KINDS = {"r": "table", "p": "table", "v": "view", "m": "materialized view", "S": "sequence"}


class DataInTheWayError(PlatformError):
    """A database that is to be built anew holds data."""


def tables_there(connection: psycopg.Connection) -> list[str]:
    """Return the names of all tables, those of extensions and of the runner left out."""
    return [name for _, name, kind in _relations(connection) if kind in {"r", "p"}]


def tables_with_data(connection: psycopg.Connection) -> dict[str, int]:
    """Return the tables that hold data, with their number of rows."""
    tables = {
        name if schema == "public" else f"{schema}.{name}": Identifier(schema, name)
        for schema, name, kind in _relations(connection)
        if kind in {"r", "p"} and not name.startswith("sys_")
    }
    if not tables:
        return {}
    is_filled = SQL(" union all ").join(
        SQL("select {} where exists (select from {})").format(Literal(name), table)
        for name, table in tables.items()
    )
    filled = connection.execute(is_filled).fetchall()
    counts = {name: _count(connection, tables[name]) for (name,) in filled}
    seeded = {file.table: len(file.rows) for file in read_seed_files(SEEDS)}
    return {name: rows for name, rows in counts.items() if rows > seeded.get(name, 0)}


def empty_if_without_data(connection: psycopg.Connection, changed: list[str]) -> None:
    """Drop everything in the schema but the log of migrations; all or nothing.

    Args:
        connection: In autocommit.
        changed: The edited files that are the reason.

    Raises:
        DataInTheWayError: There is data, or somebody works on it. Nothing was dropped.
    """
    began = time.monotonic()
    with connection.transaction():
        relations = _relations(connection)
        tables = [Identifier(schema, name) for schema, name, kind in relations if kind in "rp"]
        if tables:
            _lock(connection, tables)
        _refuse_data(tables_with_data(connection), changed)
        for schema, name, kind in relations:
            connection.execute(
                SQL("drop {} if exists {} cascade").format(
                    SQL(KINDS[kind]),
                    Identifier(schema, name),
                )
            )
        for (statement,) in connection.execute(FUNCTIONS).fetchall():
            connection.execute(statement)
        connection.execute("drop schema if exists archive cascade")
        connection.execute("truncate public.schema_migrations")
        make_records(connection)
        record_run(connection, Migration("all", "", ""), RunState.EMPTIED, began)


def _lock(connection: psycopg.Connection, tables: list[Identifier]) -> None:
    """Let nobody write between the look and the drop."""
    try:
        connection.execute(SQL("lock table {} in access exclusive mode").format(_list(tables)))
    except psycopg.errors.LockNotAvailable as error:
        raise DataInTheWayError(
            "Somebody works on the database that is to be built anew",
            expected="nobody else in a transaction on its tables",
            found=str(error).strip(),
            remedy="end the other sessions and run the same command again",
        ) from error


def _refuse_data(filled: dict[str, int], changed: list[str]) -> None:
    if not filled:
        return
    biggest = sorted(filled.items(), key=lambda each: -each[1])[:5]
    tables = ", ".join(f"{name} ({rows} rows)" for name, rows in biggest)
    raise DataInTheWayError(
        "Files of the schema were edited, and the database holds data",
        expected="the files as they were applied, or a database without data, which is built anew",
        found=f"edited or missing: {', '.join(changed)}; data in {len(filled)} tables: {tables}",
        remedy="restore those files and write the change as a migration "
        "(`poultryco db create NAME --migration`), or use a fresh database",
    )


def _relations(connection: psycopg.Connection) -> list[tuple[str, str, str]]:
    rows = connection.execute(RELATIONS, [list(RUNNER_TABLES)])
    return [(row[0], row[1], row[2]) for row in rows]


def _count(connection: psycopg.Connection, table: Identifier) -> int:
    row = connection.execute(SQL("select count(*) from {}").format(table)).fetchone()
    return int(row[0]) if row else 0


def _list(items: list[Identifier]) -> Composable:
    return SQL(", ").join(items)
