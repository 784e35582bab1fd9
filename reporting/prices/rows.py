"""Rows the price report is made of, as the warehouse gives them. No queries, no layout.

Prices are rupees per 100 eggs, days are India calendar days, instants carry their zone.
"""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from reporting.results import Check


@dataclass(frozen=True, slots=True)
class Zone:
    """A zone with its figures on the last published day. Key: zone_id."""

    zone_id: UUID
    name: str
    slug: str
    zone_type: str
    state: str
    is_active: bool
    listed_until: date | None
    latest_date: date
    latest_basis: str
    latest_price: int
    latest_age_days: int
    is_published: bool
    change_1d: int | None
    change_1d_pct: Decimal | None
    change_7d: int | None
    change_7d_pct: Decimal | None
    change_30d: int | None
    change_30d_pct: Decimal | None
    change_365d: int | None
    change_365d_pct: Decimal | None
    volatility_pct: Decimal | None
    volatility_level: str | None
    trend_pct: Decimal | None
    trend: str | None
    rank: int | None
    zones_in_type_count: int
    same_type_mean: Decimal | None
    difference_from_same_type_mean: Decimal | None


@dataclass(frozen=True, slots=True)
class PriceSeries:
    """Prices of a zone, one entry a day from the first published day of any zone.

    An entry is 0 without a price, and negative where the price is a prevailing one: what
    the page embeds must be small.
    """

    zone_id: UUID
    prices: list[int]


@dataclass(frozen=True, slots=True)
class MonthAverage:
    """The mean of a zone's month on one basis, suggested if there is one. Key: zone, month."""

    zone_id: UUID
    price_month: date
    basis: str
    average: Decimal
    last_year_average: Decimal | None
    change_pct: Decimal | None
    published_days_count: int
    days_in_month_count: int


@dataclass(frozen=True, slots=True)
class CalendarDay:
    """A month and day over the years, suggested price. Key: zone, month, day."""

    zone_id: UUID
    month_number: int
    day_number: int
    mean: Decimal
    highest: int
    highest_year: int
    lowest: int
    lowest_year: int
    years_count: int


@dataclass(frozen=True, slots=True)
class Episode:
    """Days in a row, gaps of up to three, on which a zone showed one kind of anomaly.

    Figures are those of the strongest day, `peak_date`.
    """

    zone_id: UUID
    kind: str
    is_market_move: bool
    first_date: date
    last_date: date
    days_count: int
    peak_date: date
    price: int
    reference_price: Decimal | None
    change_pct: Decimal | None
    market_change_pct: Decimal | None
    zones_compared_count: int | None
    deviations: Decimal | None


@dataclass(frozen=True, slots=True)
class AnomalyMonth:
    """Zone-days of a month that showed a kind of anomaly. Key: month, kind, market move."""

    price_month: date
    kind: str
    is_market_move: bool
    zone_days_count: int


@dataclass(frozen=True, slots=True)
class CoverageMonth:
    """Days of a zone's month by their state. Key: zone, month."""

    zone_id: UUID
    price_month: date
    published_count: int
    missing_count: int
    not_listed_count: int
    not_read_count: int


@dataclass(frozen=True, slots=True)
class Hole:
    """The longest run of days that were read and had no price. Key: zone."""

    zone_id: UUID
    first_date: date
    last_date: date
    days_count: int


@dataclass(frozen=True, slots=True)
class Revision:
    """A later change of a published price; no new price: it vanished from the page."""

    zone_name: str
    date: date
    basis: str
    old_price: int | None
    new_price: int | None
    seen_at: datetime


@dataclass(frozen=True, slots=True)
class RefusedCell:
    """A cell that was not taken as a price and that no later sheet has settled."""

    zone_name: str
    date: date
    basis: str
    cell_text: str
    reason: str
    first_seen_at: datetime


@dataclass(frozen=True, slots=True)
class UnknownZone:
    """A zone found on a sheet that nobody has confirmed; its prices are kept, not shown."""

    name: str
    section: str
    prices_count: int
    first_date: date | None
    last_date: date | None


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from where, and how far it reaches.

    Attributes:
        prices_count: Zone-days with a price.
        first_date: First day with a price, of any zone.
        last_date: Last day with a price, of any zone.
        page_read_at: When a sheet of the page was last loaded; none: never.
        archive_read_at: When the archive was imported.
        archive_until: Last day the archive speaks of.
        failed_at: The last try to read the page, if it failed.
        failure: What that try said.
        revisions_count: Later changes of published prices.
        refused_count: Refused cells that are not settled.
        vanished_count: Prices the page no longer shows.
    """

    prices_count: int
    first_date: date | None
    last_date: date | None
    page_read_at: datetime | None
    archive_read_at: datetime | None
    archive_until: date | None
    failed_at: datetime | None
    failure: Any
    revisions_count: int
    refused_count: int
    vanished_count: int


@dataclass(frozen=True, slots=True)
class TwoDays:
    """A zone on the last published day and on the day before, suggested price. Key: zone."""

    zone_id: UUID
    today: int | None
    day_before: int | None


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything the report shows, read at one instant. Lists are in the order of the page."""

    reading: Reading
    zones: list[Zone]
    two_days: list[TwoDays]
    series: list[PriceSeries]
    months: list[MonthAverage]
    calendar: list[CalendarDay]
    episodes: list[Episode]
    anomaly_months: list[AnomalyMonth]
    coverage: list[CoverageMonth]
    holes: list[Hole]
    revisions: list[Revision]
    refused: list[RefusedCell]
    unknown_zones: list[UnknownZone]
    checks: list[Check]
