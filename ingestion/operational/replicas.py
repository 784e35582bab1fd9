"""The tables of `core` and `changes`: made from the dictionary, widened, indexed.

Replicas have a primary key and indexes and no other constraint. What is in them is put there
by `applying`; their types change in `widening`.
"""

from collections.abc import Iterable, Mapping

import psycopg
from psycopg.sql import SQL, Composed, Identifier, Literal

from database.catalog import Table
from database.change_records import OWN, is_kept
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
# 9,000 rows of each table take 2 s for all of them, the usual 30,000 take 6 s.
ANALYZE = SQL("set default_statistics_target = 30; analyze {}")


def core_shapes(connection: psycopg.Connection) -> dict[str, ReplicaShape]:
    """Return the tables of core as they are."""
    return {
        name: ReplicaShape({column: each.type for column, each in table.columns.items()}, table.key)
        for name, table in read_source(connection, CORE).items()
    }


def change_types(connection: psycopg.Connection) -> dict[str, dict[str, str]]:
    """Return the types of the columns of each table of changes as they are."""
    return {
        name: {column: each.type for column, each in table.columns.items()}
        for name, table in read_source(connection, CHANGES).items()
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
    whole = SQL("comment on table {} is {}").format(table, Literal(said))
    columns = [_column_comment(table, column, known) for column in shape.columns]
    connection.execute(SQL("; ").join([whole, *columns]))


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
    connection: psycopg.Connection,
    name: str,
    shape: ReplicaShape,
    known: Table,
    held: Mapping[str, str],
) -> None:
    """Make the table that keeps what came to and went from a table of core have its columns.

    One that became personal goes, with what was kept of it.

    Args:
        connection: To the warehouse, in the publishing transaction.
        name: The table of core.
        shape: How it is to be, or is already.
        known: The table in the dictionary.
        held: Types of the columns of the table of changes; none while it does not exist.
    """
    columns = {
        change_name(column): shape.columns[column] for column in change_columns(shape, known)
    }
    table = Identifier(CHANGES, name)
    if not held:
        _create_changes(connection, name, columns)
    for column in held.keys() - columns.keys() - OWN:
        drop = SQL("alter table {} drop column {}")
        connection.execute(drop.format(table, Identifier(column)))
    for column, sql_type in columns.items() if held else ():
        if column not in held:
            connection.execute(_new_column(table, column, sql_type))
        elif held[column] != sql_type:  # Of a table that was dropped and is read anew.
            anew = SQL("alter table {} alter column {} type {} using null")
            connection.execute(anew.format(table, Identifier(column), _type(sql_type)))


def change_columns(shape: ReplicaShape, known: Table) -> list[str]:
    """Return the columns that a change record keeps: key, references, states, times, amounts."""
    return [
        name
        for name, sql_type in shape.columns.items()
        if name in shape.key or (name in known.columns and is_kept(known.columns[name], sql_type))
    ]


def change_name(column: str) -> str:
    """Return what a column is called in change records, which have two columns of their own."""
    return f"{column}_" if column in OWN else column


def add_columns(
    connection: psycopg.Connection, name: str, old: ReplicaShape, new: ReplicaShape, known: Table
) -> None:
    """Give a table of core the columns it lacks, empty."""
    table = Identifier(CORE, name)
    for column in new.columns.keys() - old.columns.keys():
        connection.execute(_new_column(table, column, new.columns[column]))
        connection.execute(_column_comment(table, column, known))


def drop_secrets(connection: psycopg.Connection, name: str, columns: Iterable[str]) -> None:
    """Take columns that have become secrets out of a table of core."""
    for column in columns:
        statement = SQL("alter table {} drop column {}")
        connection.execute(statement.format(Identifier(CORE, name), Identifier(column)))


def indexed_columns(known: Table) -> tuple[str, ...]:
    """Return the columns of a table that get an index in core: those that refer to another."""
    columns = {key.columns[0] for key in known.foreign_keys.values()} | set(known.references)
    return tuple(name for name in sorted(columns) if not known.columns[name].is_secret)


def add_index(connection: psycopg.Connection, schema: str, table: str, column: str) -> str:
    """Make an index on a column; return its name."""
    name = f"idx_{table}_{column}"[:63]
    statement = SQL("create index {} on {} ({})")
    parts = (Identifier(name), Identifier(schema, table), Identifier(column))
    connection.execute(statement.format(*parts))
    return name


def add_indexes(connection: psycopg.Connection, tables: Mapping[str, Table]) -> list[str]:
    """Make the indexes that core lacks; return their names.

    Args:
        connection: To the warehouse.
        tables: The tables to look at, by name, as the dictionary has them.
    """
    present = {(table, column) for table, column in connection.execute(INDEXED.encode())}
    return [
        add_index(connection, CORE, name, column)
        for name, table in tables.items()
        for column in indexed_columns(table)
        if (name, column) not in present
    ]


def gather_statistics(connection: psycopg.Connection, table: Identifier) -> None:
    """Tell the planner what a table holds."""
    connection.execute(ANALYZE.format(table))


def listed(names: Iterable[str], prefix: str | None = None) -> Composed:
    """Return names as a list of columns, each with the alias of its table if given."""
    parts = [Identifier(prefix, name) if prefix else Identifier(name) for name in names]
    return SQL(", ").join(parts)


def _create_changes(connection: psycopg.Connection, name: str, columns: Mapping[str, str]) -> None:
    statements = SQL("""
    create table {table} (run_id bigint not null, weight smallint not null, {columns});
    create index {index} on {table} (run_id);
    comment on table {table} is {said};
    comment on column {table}.weight is
    '1: the row came, -1: it went; a changed row went as it was and came as it is.'
    """)
    said = f"Rows that came to and went from core.{name}. Grain: run, row and weight."
    connection.execute(
        statements.format(
            table=Identifier(CHANGES, name),
            columns=_definitions(columns),
            index=Identifier(f"idx_{name}_run_id"[:63]),
            said=Literal(said),
        )
    )


def _new_column(table: Identifier, column: str, sql_type: str) -> Composed:
    statement = SQL("alter table {} add column {} {}")
    return statement.format(table, Identifier(column), _type(sql_type))


def _definitions(columns: Mapping[str, str]) -> Composed:
    return SQL(", ").join(
        SQL("{} {}").format(Identifier(name), _type(sql_type)) for name, sql_type in columns.items()
    )


def _type(sql_type: str) -> SQL:
    return SQL(sql_type)  # From a catalog, never from a person.


def _column_comment(table: Identifier, column: str, known: Table) -> Composed:
    """Return the statement that says what a column means; nothing of one known no more."""
    described = known.columns.get(column)
    words = [described.comment or "", *(f"@{tag}" for tag in described.tags)] if described else []
    text = " ".join(words).strip()
    statement = SQL("comment on column {}.{} is {}")
    return statement.format(table, Identifier(column), Literal(text or None))
