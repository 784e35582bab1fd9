"""Reads everything the quality report shows, at one instant. What it means is decided elsewhere.

What has not happened yet (no check run, nothing replicated, dbt not built) is empty, no error:
this is the page that says so.
"""

from datetime import date, timedelta
from typing import Any, TypeVar

import psycopg
from psycopg.rows import class_row

from database.connections import connect
from reporting.prices import queries as price_queries
from reporting.prices import rows as price_rows
from reporting.quality import queries, rows
from reporting.results import read_checks

T = TypeVar("T")
DAYS = 90


def read_snapshot(url: str) -> rows.Snapshot:
    """Read the warehouse at `url` in one read-only transaction that sees one instant.

    Raises:
        DatabaseUnreachableError: The warehouse does not answer.
    """
    with connect(url, read_only=True) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        return _read(connection)


def _read(connection: psycopg.Connection) -> rows.Snapshot:
    def fetch(row_class: type[T], query: str, **values: object) -> list[T]:
        with connection.cursor(row_factory=class_row(row_class)) as cursor:
            return cursor.execute(query.encode(), values).fetchall()

    last_day = _value(connection, queries.LAST_DAY)
    has_prices = _value(connection, queries.PRICES_ARE_BUILT)
    histories = fetch(rows.History, queries.HISTORIES, first_day=last_day and first_day(last_day))
    return rows.Snapshot(
        checks=read_checks(connection),
        histories=histories,
        last_day=last_day,
        replicas=fetch(rows.Replica, queries.REPLICAS),
        replication=next(iter(fetch(rows.Replication, queries.REPLICATION)), None),
        builds=fetch(rows.ModelBuild, queries.BUILDS),
        reading=fetch(price_rows.Reading, price_queries.READING)[0] if has_prices else None,
        coverage=fetch(price_rows.CoverageMonth, price_queries.COVERAGE) if has_prices else [],
    )


def first_day(last_day: date) -> date:
    """Return the first of the days that are drawn."""
    return last_day - timedelta(days=DAYS - 1)


def _value(connection: psycopg.Connection, query: str) -> Any:  # noqa: ANN401 (what it returns)
    row = connection.execute(query.encode()).fetchone()
    return row[0] if row else None
