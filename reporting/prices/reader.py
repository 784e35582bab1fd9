"""Reads everything the price report shows, at one instant. What it means is decided elsewhere."""

from typing import TypeVar

import psycopg
from psycopg.rows import class_row

from database.connections import connect
from database.errors import PlatformError
from reporting.prices import queries, rows
from reporting.results import read_checks

T = TypeVar("T")


class TablesNotBuiltError(PlatformError):
    """The tables of `ana` are not there, or are those of another version of the models."""


def read_snapshot(url: str) -> rows.Snapshot:
    """Read the warehouse at `url` in one read-only transaction that sees one instant.

    Raises:
        TablesNotBuiltError: dbt has not built the tables that the report reads.
        DatabaseUnreachableError: The warehouse does not answer.
    """
    with connect(url, read_only=True) as connection:
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        try:
            return _read(connection)
        except (psycopg.errors.UndefinedTable, psycopg.errors.UndefinedColumn) as error:
            raise TablesNotBuiltError(
                "The price report has nothing to read yet",
                expected="the tables ana.ana_necc_* as this version's dbt models build them",
                found=str(error.diag.message_primary),
                remedy="run `poultryco dbt build`, then `poultryco report` again",
            ) from error


def _read(connection: psycopg.Connection) -> rows.Snapshot:
    def fetch(row_class: type[T], query: str) -> list[T]:
        with connection.cursor(row_factory=class_row(row_class)) as cursor:
            return cursor.execute(query.encode()).fetchall()

    return rows.Snapshot(
        reading=fetch(rows.Reading, queries.READING)[0],
        zones=fetch(rows.Zone, queries.ZONES),
        two_days=fetch(rows.TwoDays, queries.TWO_DAYS),
        series=fetch(rows.PriceSeries, queries.SERIES),
        months=fetch(rows.MonthAverage, queries.MONTHS),
        calendar=fetch(rows.CalendarDay, queries.CALENDAR),
        episodes=fetch(rows.Episode, queries.EPISODES),
        anomaly_months=fetch(rows.AnomalyMonth, queries.ANOMALY_MONTHS),
        coverage=fetch(rows.CoverageMonth, queries.COVERAGE),
        holes=fetch(rows.Hole, queries.HOLES),
        revisions=fetch(rows.Revision, queries.REVISIONS),
        refused=fetch(rows.RefusedCell, queries.REFUSED),
        unknown_zones=fetch(rows.UnknownZone, queries.UNKNOWN_ZONES),
        checks=read_checks(connection, "market"),
    )
