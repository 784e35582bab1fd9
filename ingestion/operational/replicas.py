"""The tables of `core` and `changes`: made from the dictionary, widened, indexed.

Replicas have a primary key and indexes and no other constraint. What is in them is put there
by `applying`; their types change in `widening`.
"""

from collections.abc import Iterable, Mapping

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from database.catalog import Table
from ingestion.operational.matching import ReplicaShape
from ingestion.operational.source import read_source

CORE = "core"
LOAD = "load"
CHANGES = "changes"
ANY_IN = """
select format('%%I.%%I', %(schema)s::text, relname)
from pg_class
where relnamespace = %(schema)s::regnamespace and relkind = 'r'
"""
INDEXED = """
select relname, attname
from pg_index
inner join pg_class on pg_class.oid = indrelid
inner join pg_attribute on attrelid = indrelid and attnum = indkey[0]
where relnamespace = 'core'::regnamespace
"""
TYPES_HELD = """
select attname::text, format_type(atttypid, -1)
from pg_attribute
where attrelid = %s::regclass and attnum > 0 and not attisdropped
"""
CHANGES_OWN = frozenset({"run_id", "weight"})
# What says which rows were touched and how they count; long texts and documents say neither.
CHANGE_TYPES = frozenset(
    {
        "bigint",
        "boolean",
        "date",
        "double precision",
        "integer",
        "numeric",
        "real",
        "smallint",
        "timestamp with time zone",
        "timestamp without time zone",
        "uuid",
    }
)


def core_shapes(connection: psycopg.Connection) -> dict[str, ReplicaShape]:
    """Return the tables of core as they are."""
    return {
        name: ReplicaShape({column: each.type for column, each in table.columns.items()}, table.key)
        for name, table in read_source(connection, CORE).items()
    }


def clear_load(connection: psycopg.Connection) -> None:
    """Drop what a killed run left behind."""
    for (name,) in connection.execute(ANY_IN.encode(), {"schema": LOAD}).fetchall():
        connection.execute(f"drop table if exists {name}".encode())


def create_table(
    connection: psycopg.Connection,
    schema: str,
    name: str,
    shape: ReplicaShape,
    *,
    is_logged: bool = True,
) -> None:
    """Make a table without its key, because rows go in first."""
    statement = SQL("create {} table {} ({})").format(
        SQL("" if is_logged else "unlogged"),
        Identifier(schema, name),
        _definitions(shape.columns),
    )
    connection.execute(statement)


def describe_table(
    connection: psycopg.Connection, name: str, shape: ReplicaShape, known: Table
) -> None:
    """Say what a table of core and its columns mean, and which tell of a person."""
    table = Identifier(CORE, name)
    said = ". Grain: ".join(part for part in (known.purpose, known.grain) if part)
    connection.execute(SQL("comment on table {} is {}").format(table, Literal(said)))
    for column in shape.columns:
        _describe_column(connection, table, column, known)


def add_key(connection: psycopg.Connection, schema: str, name: str, key: tuple[str, ...]) -> None:
    """Give a table its primary key, if it has one."""
    if not key:
        return
    statement = SQL("alter table {} add constraint {} primary key ({})")
    constraint = Identifier(f"pk_{name}"[:63])
    connection.execute(statement.format(Identifier(schema, name), constraint, listed(key)))


def change_key(connection: psycopg.Connection, name: str, key: tuple[str, ...]) -> None:
    """Give a table of core another primary key."""
    statement = SQL("alter table {} drop constraint if exists {}")
    constraint = Identifier(f"pk_{name}"[:63])
    connection.execute(statement.format(Identifier(CORE, name), constraint))
    add_key(connection, CORE, name, key)


def create_changes(
    connection: psycopg.Connection, name: str, shape: ReplicaShape, known: Table
) -> None:
    """Make the table that keeps what came to and went from a table of core, if it is not there."""
    columns = {
        change_name(column): shape.columns[column] for column in change_columns(shape, known)
    }
    table = Identifier(CHANGES, name)
    statement = SQL(
        "create table if not exists {} (run_id bigint not null, weight smallint not null, {});"
        " create index if not exists {} on {} (run_id)"
    )
    index = Identifier(f"idx_{name}_run_id"[:63])
    connection.execute(statement.format(table, _definitions(columns), index, table))
    for column, sql_type in columns.items():
        _add_column(connection, table, column, sql_type)
    held: dict[str, str] = dict(
        connection.execute(TYPES_HELD.encode(), [f'{CHANGES}."{name}"']).fetchall()
    )
    for column, sql_type in columns.items():
        if held[column] != sql_type:  # Of a table that was dropped and is read anew.
            anew = SQL("alter table {} alter column {} type {} using null")
            connection.execute(anew.format(table, Identifier(column), _type(sql_type)))
    comment = SQL(
        "comment on table {} is {}; comment on column {}.weight is "
        "'1: the row came, -1: it went; a changed row went as it was and came as it is.'"
    )
    said = f"Rows that came to and went from core.{name}. Grain: run, row and weight."
    connection.execute(comment.format(table, Literal(said), table))


def change_columns(shape: ReplicaShape, known: Table) -> list[str]:
    """Return the columns that a change record keeps: key, references, states, times, amounts."""
    return [
        name
        for name, sql_type in shape.columns.items()
        if name in shape.key
        or (
            name in known.columns
            and not known.columns[name].tags
            and (sql_type in CHANGE_TYPES or known.columns[name].allowed)
        )
    ]


def change_name(column: str) -> str:
    """Return what a column is called in change records, which have two columns of their own."""
    return f"{column}_" if column in CHANGES_OWN else column


def add_columns(
    connection: psycopg.Connection, name: str, old: ReplicaShape, new: ReplicaShape, known: Table
) -> None:
    """Give a table of core the columns it lacks, empty."""
    table = Identifier(CORE, name)
    for column in new.columns.keys() - old.columns.keys():
        _add_column(connection, table, column, new.columns[column])
        _describe_column(connection, table, column, known)


def drop_secrets(connection: psycopg.Connection, name: str, columns: Iterable[str]) -> None:
    """Take columns out of a table of core, and of its changes, that have become secrets."""
    for column in columns:
        for schema in (CORE, CHANGES):
            there = change_name(column) if schema == CHANGES else column
            statement = SQL("alter table if exists {} drop column if exists {}")
            connection.execute(statement.format(Identifier(schema, name), Identifier(there)))


def add_indexes(
    connection: psycopg.Connection, tables: Mapping[str, Table], cursors: Mapping[str, str]
) -> list[str]:
    """Make the indexes that core lacks: on references, and on the cursor; return their names.

    Args:
        connection: To the warehouse.
        tables: The tables to look at, by name, as the dictionary has them.
        cursors: By table, the column that tells what is new.
    """
    present = {(table, column) for table, column in connection.execute(INDEXED.encode())}
    made = []
    for name, table in tables.items():
        wanted = {key.columns[0] for key in table.foreign_keys.values()} | set(table.references)
        wanted |= {cursors[name]} if name in cursors else set()
        for column in sorted(wanted):
            if (name, column) in present or table.columns[column].is_secret:
                continue
            index = f"idx_{name}_{column}"[:63]
            statement = SQL("create index {} on {} ({})")
            target = Identifier(CORE, name)
            connection.execute(statement.format(Identifier(index), target, Identifier(column)))
            made.append(index)
    return made


def listed(names: Iterable[str], prefix: str | None = None) -> Composed:
    """Return names as a list of columns, each with the alias of its table if given."""
    parts = [Identifier(prefix, name) if prefix else Identifier(name) for name in names]
    return SQL(", ").join(parts)


def _add_column(
    connection: psycopg.Connection, table: Identifier, column: str, sql_type: str
) -> None:
    statement = SQL("alter table {} add column if not exists {} {}")
    connection.execute(statement.format(table, Identifier(column), _type(sql_type)))


def _definitions(columns: Mapping[str, str]) -> Composed:
    return SQL(", ").join(
        SQL("{} {}").format(Identifier(name), _type(sql_type)) for name, sql_type in columns.items()
    )


def _type(sql_type: str) -> SQL:
    return SQL(sql_type)  # From a catalog, never from a person.


def _describe_column(
    connection: psycopg.Connection, table: Identifier, column: str, known: Table
) -> None:
    described = known.columns.get(column)
    if described is None:  # It was known once, and core keeps it.
        return
    text = " ".join([described.comment or "", *(f"@{tag}" for tag in described.tags)]).strip()
    if text:
        statement = SQL("comment on column {}.{} is {}")
        connection.execute(statement.format(table, Identifier(column), Literal(text)))
