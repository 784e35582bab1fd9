"""Parses the bytes of a price sheet into a typed sheet. Pure: no network, no database, no clock.

Three steps, a module each: `page_tree` finds the table in the page, `sheet_table` reads its
rows and refuses what is not laid out as it should be, and here texts become prices. Whether a
price is plausible and which zone a name means is decided where sheets are loaded.
"""

import calendar
import re
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal

from ingestion.necc.calendar import days_in_month, first_of_month
from ingestion.necc.page_tree import ASK_AGAIN, Page, listed, read_page, shortened
from ingestion.necc.sheet import (
    DailySheet,
    MonthlyAverage,
    MonthlySheet,
    PriceCell,
    RejectedCell,
    SheetRow,
)
from ingestion.necc.sheet_table import SheetTable, TableRow, read_table

_MISSING = {"-", ""}
_PRICE = re.compile(r"[0-9]{1,6}")
_AVERAGE = re.compile(r"[0-9]{1,6}(\.[0-9]{1,4})?")
_HUNDREDTH = Decimal("0.01")
_MONTHS = tuple(calendar.month_name)[1:]


def parse_daily_sheet(body: bytes, month: date) -> DailySheet:
    """Parse the daily sheet of a month.

    A blank or ` - ` is a missing day; what is neither that nor a whole number becomes a
    rejected cell. A printed average that is no number counts as not printed.

    Args:
        body: The page as it arrived; any bytes at all.
        month: A day of the month that was asked for.

    Raises:
        SheetError: This is not a whole daily sheet of that month.
    """
    month = first_of_month(month)
    page = read_page(body, f"Daily sheet of {month:%Y-%m}")
    table = read_table(page)
    _check_shown(page, ("ddlMonth", month.month), ("ddlYear", month.year))
    days = [month.replace(day=number + 1) for number in range(days_in_month(month))]
    if table.columns != tuple(str(day.day) for day in days):
        raise page.error(
            "the header does not hold the days of the month",
            expected=f"1 to {len(days)}",
            found=f"{len(table.columns)} columns: {listed(table.columns)}",
        )
    return _daily_sheet(page, table, month, days)


def parse_monthly_sheet(body: bytes, year: int) -> MonthlySheet:
    """Parse the monthly sheet of a year.

    No saved page of this kind was at hand. Others report one row a zone with the twelve
    months and the year's average; that, in the frame of the daily sheet, is what is read
    here, and everything else is refused.

    Args:
        body: The page as it arrived; any bytes at all.
        year: The year that was asked for.

    Raises:
        SheetError: This is not a whole monthly sheet of that year.
    """
    page = read_page(body, f"Monthly sheet of {year}")
    table = read_table(page)
    _check_shown(page, ("ddlYear", year))
    if [_month_number(text) for text in table.columns] != list(range(1, 13)):
        raise page.error(
            "the header does not hold the months of the year",
            expected="Jan to Dec",
            found=f"{len(table.columns)} columns: {listed(table.columns)}",
        )
    return MonthlySheet(
        year=year,
        averages=tuple(
            MonthlyAverage(row.zone_name, row.basis, date(year, number, 1), average)
            for row in table.rows
            for number, text in enumerate(row.texts, start=1)
            if (average := _monthly_average(page, row, text)) is not None
        ),
        year_averages=tuple(
            (row.zone_name, row.basis, average)
            for row in table.rows
            if (average := _monthly_average(page, row, row.average)) is not None
        ),
    )


def _check_shown(page: Page, *asked: tuple[str, int]) -> None:
    """Compare what the drop-downs show with the numbers that were asked for."""
    shown = {drop_down: page.selected_number(drop_down) for drop_down, _ in asked}
    if shown != dict(asked):
        raise page.error(
            "the page shows another month",
            expected=", ".join(f"{drop_down} {number}" for drop_down, number in asked),
            found=", ".join(f"{drop_down} {number}" for drop_down, number in shown.items()),
            remedy=ASK_AGAIN,
        )


def _daily_sheet(page: Page, table: SheetTable, month: date, days: list[date]) -> DailySheet:
    rows: list[SheetRow] = []
    prices: list[PriceCell] = []
    rejected: list[RejectedCell] = []
    for row in table.rows:
        row_prices: list[int] = []
        for day, text in zip(days, row.texts, strict=True):
            if _PRICE.fullmatch(text):
                row_prices.append(int(text))
                prices.append(PriceCell(row.zone_name, row.basis, day, row_prices[-1]))
            elif text not in _MISSING:
                rejected.append(RejectedCell(row.zone_name, row.basis, day, shortened(text)))
        rows.append(_sheet_row(row, row_prices))
    if len(rejected) > max(len(prices), len(rows)):
        raise page.error(
            "most of its cells are no prices",
            expected="whole rupees for 100 eggs",
            found=f"{len(rejected)} cells such as {listed(cell.text for cell in rejected)}",
        )
    return DailySheet(month, tuple(rows), tuple(prices), tuple(rejected))


def _sheet_row(row: TableRow, prices: list[int]) -> SheetRow:
    return SheetRow(
        zone_name=row.zone_name,
        basis=row.basis,
        published_days=len(prices),
        printed_average=_number(row.average),
        computed_average=_mean(prices),
    )


def _mean(prices: Iterable[int]) -> Decimal | None:
    """Return the mean as the publisher rounds it: two decimals, halves away from zero."""
    values = list(prices)
    if not values:
        return None
    return (Decimal(sum(values)) / len(values)).quantize(_HUNDREDTH, ROUND_HALF_UP)


def _number(text: str) -> Decimal | None:
    return Decimal(text) if _AVERAGE.fullmatch(text) else None


def _monthly_average(page: Page, row: TableRow, text: str) -> Decimal | None:
    average = _number(text)
    if average is None and text not in _MISSING:
        raise page.error(
            f"the row of {row.zone_name!r} holds something else than averages",
            expected="rupees for 100 eggs or '-'",
            found=listed([text]),
        )
    return average


def _month_number(text: str) -> int | None:
    """Return 1 to 12 for the name of a month or a shorter form of three letters or more."""
    name = text.rstrip(".").casefold()
    fitting = [n for n, month in enumerate(_MONTHS, start=1) if month.casefold().startswith(name)]
    return fitting[0] if len(name) >= len("jan") and fitting else None
