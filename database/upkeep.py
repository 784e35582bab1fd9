"""Upkeep of an operational database: wrong counters, what is past its time, what is wanted back.

The work is done by functions of the schema; here they are called, and their answers typed. Each
is one transaction unless it says otherwise. What becomes stale by itself is `renewal`.
"""

from dataclasses import dataclass
from typing import LiteralString

import psycopg
from psycopg.rows import class_row
from psycopg.sql import SQL

from database.connections import connect
from database.errors import PlatformError
from database.refusals import explained

# Old rows of logs and the trash; versions that loads without triggers left behind.
_PURGES = (
    "select cleaned, rows_deleted from cleanup_old_data()",
    "select history_table, rows_deleted from cleanup_old_versions()",
)


KEY_TYPE = "select sys_column_type(%(table)s, sys_key_column(%(table)s))"
OF_THE_ROW = (psycopg.DataError, psycopg.IntegrityError, psycopg.errors.UndefinedTable)


class RestoreError(PlatformError):
    """A row, or a version of one, cannot be brought back."""


@dataclass(frozen=True, slots=True)
class CounterRepair:
    """A counter that was looked at. Key: table_name, column_name."""

    table_name: str
    column_name: str
    rows_wrong: int


@dataclass(frozen=True, slots=True)
class Purge:
    """Rows of a table that were past their time. Key: table_name."""

    table_name: str
    rows_purged: int


def repair_counters(url: str, *, dry_run: bool = False) -> list[CounterRepair]:
    """Make every counter exact again; with `dry_run` only count the rows that are wrong.

    Raises:
        DatabaseUnreachableError: The database does not answer.
        DatabaseInterruptedError: Something that passes cut it short; nothing has changed.
        DatabaseRefusedError: The schema is not there, or this user may not.
    """
    with (
        explained("The counters cannot be recounted"),
        connect(url) as connection,
        connection.cursor(row_factory=class_row(CounterRepair)) as rows,
    ):
        return rows.execute("select * from sys_repair_counters(%s)", [dry_run]).fetchall()


def purge(url: str) -> list[Purge]:
    """Delete what is past its time: the trash, old versions, logs past their retention.

    Raises:
        DatabaseUnreachableError: The database does not answer.
        DatabaseInterruptedError: Something that passes cut it short; nothing is deleted.
        DatabaseRefusedError: The schema is not there, or this user may not.
    """
    with explained("What is past its time cannot be deleted"), connect(url) as connection:
        return [Purge(*row) for query in _PURGES for row in connection.execute(query)]


def restore_from_trash(url: str, table: str, row_id: str) -> None:
    """Take a row out of the trash.

    Raises:
        RestoreError: The table has no trash, or the row is not in it.
    """
    _restore(url, "select sys_restore_from_trash(%(table)s, {key})", table, row_id)


def restore_version(url: str, table: str, row_id: str, version: int) -> int:
    """Write the content of an old version as the newest; return the number it has now.

    Raises:
        RestoreError: The table keeps no versions, or not this one.
    """
    query = "select sys_restore_version(%(table)s, {key}, %(version)s)"
    return int(_restore(url, query, table, row_id, version=version))


def _restore(url: str, query: LiteralString, table: str, row_id: str, **values: object) -> int:
    values |= {"table": table, "row_id": row_id}
    with explained(f"{row_id} of {table} cannot be brought back"), connect(url) as connection:
        try:
            (key_type,) = connection.execute(KEY_TYPE, values).fetchone() or ("text",)
            key = SQL("%(row_id)s::") + SQL(key_type)
            row = connection.execute(SQL(query).format(key=key), values).fetchone()
        except psycopg.Error as error:
            if isinstance(error, OF_THE_ROW) or _is_said_by_the_schema(error):
                raise _refusal(table, row_id, error) from error
            raise
    return row[0] if row and isinstance(row[0], int) else 0


def _is_said_by_the_schema(error: psycopg.Error) -> bool:
    """Whether a function of the schema refused it, in its own words."""
    return (error.diag.message_detail or "").startswith("expected: ")


def _refusal(table: str, row_id: str, error: psycopg.Error) -> RestoreError:
    detail = error.diag.message_detail or ""
    expected, _, found = detail.partition("; found: ")
    return RestoreError(
        error.diag.message_primary or str(error),
        expected=expected.removeprefix("expected: ") or "a table and the id of one of its rows",
        found=found or f"{table} and {row_id}",
        remedy=error.diag.message_hint or "check both; `poultryco db show TABLE` shows some rows",
    )
