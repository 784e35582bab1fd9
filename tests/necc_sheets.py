"""Sheets made by hand, and what the market holds after them, for tests of the loader."""

from collections.abc import Mapping
from datetime import UTC, date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple
from uuid import UUID

import psycopg

from ingestion.necc import raw_sheets
from ingestion.necc.loader import LoadReport, load_daily_sheet
from ingestion.necc.page import FetchedPage
from ingestion.necc.run_log import RunContext
from ingestion.necc.sheet import Basis, DailySheet, PriceCell, RejectedCell, ReportType, SheetRow

MONTH = date(2026, 4, 1)
MORNING = datetime(2026, 4, 20, 4, 30, tzinfo=UTC)
RUN = RunContext(UUID(int=1), "page", month=MONTH)

Cells = Mapping[tuple[str, Basis, int], int | str | None]
"""What stands in a cell by zone, section and day of the month; None: the mark of a missing day."""


def at(hours: float) -> datetime:
    """Return a time some hours after the first sheet."""
    return MORNING + timedelta(hours=hours)


def sheet_of(cells: Cells, month: date = MONTH) -> DailySheet:
    """Return the sheet that the parser would make of these cells; every zone named has a row."""
    prices = tuple(
        PriceCell(zone, basis, month.replace(day=day), value)
        for (zone, basis, day), value in cells.items()
        if isinstance(value, int)
    )
    rejected = tuple(
        RejectedCell(zone, basis, month.replace(day=day), value)
        for (zone, basis, day), value in cells.items()
        if isinstance(value, str)
    )
    rows = tuple(
        _row(zone, basis, [cell.price for cell in prices if (cell.zone_name, cell.basis) == key])
        for key in dict.fromkeys((zone, basis) for zone, basis, _ in cells)
        for zone, basis in [key]
    )
    return DailySheet(month, rows, prices, rejected)


def _row(zone: str, basis: Basis, prices: list[int]) -> SheetRow:
    mean = Decimal(sum(prices)) / len(prices) if prices else None
    average = None if mean is None else mean.quantize(Decimal("0.01"), ROUND_HALF_UP)
    return SheetRow(zone, basis, len(prices), average, average)


def store(connection: psycopg.Connection, cells: Cells, seen_at: datetime, month: date) -> int:
    """Store a body that stands for these cells."""
    body = repr(sorted(cells.items(), key=repr)).encode()
    page = FetchedPage(month, ReportType.DAILY, 200, body, seen_at, 1)
    return raw_sheets.store(connection, page)


def load(
    connection: psycopg.Connection, cells: Cells, seen_at: datetime, month: date = MONTH
) -> LoadReport:
    """Store and load a sheet with these cells."""
    sheet_id = store(connection, cells, seen_at, month)
    return load_daily_sheet(connection, sheet_of(cells, month), sheet_id, seen_at, run=RUN)


class Stored(NamedTuple):
    """A price as the market has it."""

    price: int
    source: str
    is_vanished: bool


class Revision(NamedTuple):
    """A revision as the market has it."""

    zone: str
    basis: str
    day: int
    old: int | None
    new: int | None
    seen_at: datetime


def prices(connection: psycopg.Connection) -> dict[tuple[str, str, int], Stored]:
    """Return every price by zone, basis and day of the month."""
    rows = connection.execute(
        """
        select
            zone.name, basis, stored.day_of_month, price, cell.source, vanished_at is not null
        from market.nec_prices as stored
        inner join market.nec_zones as zone on zone.id = stored.zone_id
        cross join lateral (values
            ('suggested', suggested_price, suggested_source, suggested_vanished_at),
            ('prevailing', prevailing_price, prevailing_source, prevailing_vanished_at)
        ) as cell (basis, price, source, vanished_at)
        where price is not null
        """
    )
    return {(zone, basis, day): Stored(*rest) for zone, basis, day, *rest in rows}


def revisions(connection: psycopg.Connection) -> list[Revision]:
    """Return every revision, in the order they were written."""
    rows = connection.execute(
        """
        select zone.name, basis, extract(day from date)::int, old_price, new_price, seen_at
        from market.nec_price_revisions
        inner join market.nec_zones as zone on zone.id = zone_id
        order by revision_id
        """
    )
    return [Revision(*row) for row in rows]


def everything(connection: psycopg.Connection) -> dict[str, list[Any]]:
    """Return what the market holds but its run log, to compare two states of it."""
    queries = {
        "prices": "select p, p.xmin from market.nec_prices as p order by zone_id, date",
        "revisions": "select r from market.nec_price_revisions as r order by revision_id",
        "quarantine": "select q from market.nec_price_quarantine as q order by quarantine_id",
        "zones": "select z, z.xmin from market.nec_zones as z order by id",
        "coverage": "select c from market.nec_coverage as c order by sheet_month, origin",
        "rows": "select r from market.nec_sheet_rows as r order by sheet_month, zone_id, basis",
    }
    return {name: connection.execute(query).fetchall() for name, query in queries.items()}
