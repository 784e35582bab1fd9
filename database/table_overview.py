"""What a person wants to see of tables: how big they are, and a few of their rows."""

import difflib
from dataclasses import dataclass

import psycopg
from psycopg.sql import SQL, Composable, Identifier

from database.catalog import Catalog, Table
from database.errors import PlatformError

COUNTED_UP_TO_BYTES = 64 * 1024 * 1024
MASK = "***"

SIZES = """
select root.relname,
    sum(pg_total_relation_size(member.relid))::bigint,
    sum(pg_relation_size(member.relid))::bigint,
    sum(greatest(class.reltuples, 0))::bigint
from pg_class as root
cross join lateral (
    select root.oid as relid
    union
    select relid from pg_partition_tree(root.oid)
) as member
inner join pg_class as class on class.oid = member.relid
where
    root.relnamespace = 'public'::regnamespace and root.relname = any(%s)
group by root.relname
"""


class TableError(PlatformError):
    """There is no table of that name."""


@dataclass(frozen=True, slots=True)
class TableSize:
    """How big a table is, partitions and indexes included. Key: name.

    Attributes:
        name: The table.
        rows: Counted, or estimated where counting would take long.
        is_estimate: Which of the two.
        bytes: On disk.
    """

    name: str
    rows: int
    is_estimate: bool
    bytes: int


def table_sizes(connection: psycopg.Connection, names: list[str]) -> list[TableSize]:
    """Return the sizes of tables, by name. Tables above 64 MB are estimated."""
    sizes = connection.execute(SIZES, [names]).fetchall()
    return sorted(
        (
            TableSize(name, estimate, is_estimate=True, bytes=total)
            if data > COUNTED_UP_TO_BYTES and estimate
            else TableSize(name, _count(connection, name), is_estimate=False, bytes=total)
            for name, total, data, estimate in sizes
        ),
        key=lambda size: size.name,
    )


def find_table(catalog: Catalog, name: str) -> str:
    """Return the name of the table that `name`, perhaps an old one, stands for.

    Raises:
        TableError: It stands for none.
    """
    if name in catalog.tables:
        return name
    if name in catalog.renames:
        return catalog.renames[name]
    similar = difflib.get_close_matches(name, [*catalog.tables, *catalog.renames], n=4)
    raise TableError(
        f"There is no table {name}",
        expected="a table of the operational schema, or an old name of one",
        found=f"similar names: {', '.join(similar)}" if similar else "nothing like it",
        remedy="`poultryco db tables` lists them all",
    )


def first_rows(
    connection: psycopg.Connection, name: str, table: Table, limit: int = 10
) -> list[dict[str, str]]:
    """Return some rows as text, newest first where that is known; personal columns are masked."""
    shown = [column for column in table.columns if table.columns[column].type != "tsvector"]
    selected = SQL(", ").join(
        SQL("case when {0} is not null then {1} end").format(Identifier(column), MASK)
        if table.columns[column].tags
        else SQL("{}::text").format(Identifier(column))
        for column in shown
    )
    # The key last: rows of one instant keep their order.
    order = SQL(", ").join(_order(table))
    query = SQL("select {} from {} {} limit {}").format(
        selected,
        Identifier("public", name),
        SQL("order by ") + order if order.as_string() else SQL(""),
        limit,
    )
    return [
        {column: value or "" for column, value in zip(shown, row, strict=True)}
        for row in connection.execute(query)
    ]


def _order(table: Table) -> list[Composable]:
    """Return newest first; the key keeps rows of one instant in their places."""
    newest: list[Composable] = (
        [Identifier("created_at") + SQL(" desc")] if "created_at" in table.columns else []
    )
    key = table.primary_key.columns if table.primary_key else ()
    return newest + [Identifier(column) for column in key]


def _count(connection: psycopg.Connection, name: str) -> int:
    query = SQL("select count(*) from {}").format(Identifier("public", name))
    row = connection.execute(query).fetchone()
    return int(row[0]) if row else 0
