"""Sets every declared counter of a database that was filled while its triggers slept.

`sys_repair_counters` writes a row once for each of its counters; this writes it once for all.
What a counter must be is asked from the same declarations.
"""

from collections.abc import Iterable
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier

# Tables that feed others come first, as in sys_repair_counters.
COUNTERS = """
select
    counters.table_name,
    counters.column_name,
    sys_key_column(counters.table_name),
    sys_recount_query(counters.table_name, counters.column_name),
    attnotnull,
    survives_purge
from sys_counters as counters
inner join pg_attribute
    on attrelid = counters.table_name::regclass and attname = counters.column_name
where not is_imported
order by sys_counter_rank(counters.table_name), counters.table_name, counters.column_name
"""
RECOUNT = SQL("""
update {table} as parent set {assignments}
from (
    select row.{key} as key, {values}
    from {table} as row
    {joins}
) as exact
where exact.key = parent.{key} and ({found}) is distinct from ({exact})
""")


class Counter(NamedTuple):
    """A declared counter. Key: table, column."""

    table: str
    column: str
    key: str
    recount: str
    is_required: bool
    survives_purge: bool


def recount(connection: psycopg.Connection) -> int:
    """Make every counter exact; return how many rows were changed."""
    tables: dict[str, list[Counter]] = {}
    for row in connection.execute(COUNTERS.encode()):
        counter = Counter(*row)
        tables.setdefault(counter.table, []).append(counter)
    return sum(
        connection.execute(_statement(table, counters)).rowcount
        for table, counters in tables.items()
    )


def _statement(table: str, counters: list[Counter]) -> Composed:
    columns = [Identifier(counter.column) for counter in counters]
    return RECOUNT.format(
        table=Identifier(table),
        key=Identifier(counters[0].key),
        assignments=_listed(SQL("{0} = exact.{0}").format(column) for column in columns),
        values=_listed(_value(number, counter) for number, counter in enumerate(counters)),
        joins=SQL(" ").join(_join(number, counter) for number, counter in enumerate(counters)),
        found=_listed(SQL("parent.{}").format(column) for column in columns),
        exact=_listed(SQL("exact.{}").format(column) for column in columns),
    )


def _value(number: int, counter: Counter) -> Composed:
    value: Composable = SQL("{}.value").format(_alias(number))
    if counter.is_required:
        value = SQL("coalesce({}, 0)").format(value)
    if counter.survives_purge:
        value = SQL("greatest({}, row.{})").format(value, Identifier(counter.column))
    return SQL("{} as {}").format(value, Identifier(counter.column))


def _join(number: int, counter: Counter) -> Composed:
    return SQL("left join ({query}) as {alias} on {alias}.key = row.{key}").format(
        query=SQL(counter.recount),  # Written by the database itself.
        alias=_alias(number),
        key=Identifier(counter.key),
    )


def _alias(number: int) -> Identifier:
    return Identifier(f"recount_{number}")


def _listed(parts: Iterable[Composable]) -> Composed:
    return SQL(", ").join(parts)
