"""Rows from one connection to another, in PostgreSQL's binary form, without looking at them."""

from collections.abc import Iterator
from typing import NamedTuple

import psycopg
from psycopg import pq
from psycopg.sql import SQL, Composable

# Rows come one by one from libpq; sent on one by one they take twice as long.
BLOCK_BYTES = 256 * 1024


class Copied(NamedTuple):
    """How much was copied: rows, and bytes on the wire."""

    rows: int = 0
    bytes: int = 0


def copy_rows(
    source: psycopg.Connection, query: Composable, target: psycopg.Connection, into: Composable
) -> Copied:
    """Copy what a query returns into a table.

    Args:
        source: Where the query runs.
        query: A select.
        target: Where the rows go.
        into: The table, with its columns in the query's order.

    Raises:
        psycopg.Error: One of the two sides refused or was lost.
    """
    begun = source.pgconn.exec_(
        SQL("copy ({}) to stdout (format binary)").format(query).as_bytes(source)
    )
    if begun.status != pq.ExecStatus.COPY_OUT:
        raise psycopg.errors.error_from_result(begun)
    size = 0
    with target.cursor() as cursor:
        with cursor.copy(SQL("copy {} from stdin (format binary)").format(into)) as copy:
            for block in _blocks(source.pgconn):
                copy.write(block)
                size += len(block)
        return Copied(cursor.rowcount, size)


def _blocks(connection: pq.abc.PGconn) -> Iterator[bytes]:
    block = bytearray()
    while True:
        length, row = connection.get_copy_data(0)
        if length == -1:
            break
        block += row
        if len(block) >= BLOCK_BYTES:
            yield bytes(block)
            block.clear()
    if block:
        yield bytes(block)
    while (ended := connection.get_result()) is not None:
        if ended.status != pq.ExecStatus.COMMAND_OK:
            raise psycopg.errors.error_from_result(ended)
