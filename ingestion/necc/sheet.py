"""Typed price sheets: what a page of the NECC says once it has been read.

Only plain values live here. Reading bytes is `sheet_parser`; zones as rows of the register
are `zones`: a sheet knows a zone by the name that is printed on it.
"""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum


class Basis(StrEnum):
    """Which section of the sheet a price stands in."""

    SUGGESTED = "suggested"
    PREVAILING = "prevailing"


class ReportType(StrEnum):
    """Which of its two reports the page was asked for."""

    DAILY = "daily"
    MONTHLY = "monthly"


@dataclass(frozen=True, slots=True)
class PriceCell:
    """A price on a daily sheet. Key: zone name, basis, day; rupees per 100 eggs."""

    zone_name: str
    basis: Basis
    day: date
    price: int


@dataclass(frozen=True, slots=True)
class RejectedCell:
    """A cell that is neither a whole number nor the mark of a missing day."""

    zone_name: str
    basis: Basis
    day: date
    text: str


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A zone's row in a section; the averages are rupees per 100 eggs, two decimals, or empty."""

    zone_name: str
    basis: Basis
    published_days: int
    printed_average: Decimal | None
    computed_average: Decimal | None


@dataclass(frozen=True, slots=True)
class DailySheet:
    """A month of daily prices. `month` is its first day; rows and cells in page order."""

    month: date
    rows: tuple[SheetRow, ...]
    prices: tuple[PriceCell, ...]
    rejected: tuple[RejectedCell, ...]


@dataclass(frozen=True, slots=True)
class MonthlyAverage:
    """A month's average on a monthly sheet. Key: zone name, basis, month; rupees per 100 eggs."""

    zone_name: str
    basis: Basis
    month: date
    average: Decimal


@dataclass(frozen=True, slots=True)
class MonthlySheet:
    """A year of monthly averages, in page order."""

    year: int
    averages: tuple[MonthlyAverage, ...]
    year_averages: tuple[tuple[str, Basis, Decimal], ...]
