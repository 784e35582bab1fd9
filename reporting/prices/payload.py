"""What the page embeds for its charts: columns, not rows, in the order of the zones. Pure.

The browser draws from this alone. Absent numbers are 0 in prices (no price is 0) and null
elsewhere; a month is its place after `months.first`, a day its place after `firstDay`.
"""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from reporting.prices.rows import (
    CalendarDay,
    CoverageMonth,
    Episode,
    MonthAverage,
    Snapshot,
)

# Zones that traders name first; they are shown until the reader chooses.
LEADING_ZONES = ("namakkal", "barwala", "hyderabad", "mumbai-cc", "kolkata-wb")
LEAP_YEAR = 2000
DAYS_OF_LEAP_YEAR = 366

Order = Mapping[UUID, int]
Span = tuple[date, int]


def payload(snapshot: Snapshot) -> dict[str, Any]:
    """Return the data of the charts, ready for JSON. Key of every list inside: the zone."""
    order = {zone.zone_id: index for index, zone in enumerate(snapshot.zones)}
    first_day, last_day = snapshot.reading.first_date, snapshot.reading.last_date
    if first_day is None or last_day is None or not order:
        return {}
    months = _span(snapshot)
    return {
        "firstDay": first_day.isoformat(),
        "lastDay": last_day.isoformat(),
        "zones": [
            {"name": zone.name, "type": zone.zone_type, "state": zone.state}
            for zone in snapshot.zones
        ],
        "leading": [
            index for index, zone in enumerate(snapshot.zones) if zone.slug in LEADING_ZONES
        ],
        "prices": _series(snapshot, order),
        "months": _months(snapshot.months, order, months),
        "calendar": _calendar(snapshot.calendar, order),
        "anomalies": _anomalies(snapshot, order, first_day),
        "coverage": _coverage(snapshot.coverage, order, months),
    }


def _span(snapshot: Snapshot) -> Span:
    """Return the first month that anything speaks of, and the number of months."""
    seen = {row.price_month for row in snapshot.coverage}
    first, last = min(seen), max(seen)
    return first, _months_after(last, first) + 1


def _months_after(month: date, first: date) -> int:
    return (month.year - first.year) * 12 + month.month - first.month


def _grid(zones: int, count: int, absent: int | None = None) -> list[list[Any]]:
    return [[absent] * count for _ in range(zones)]


def _series(snapshot: Snapshot, order: Order) -> list[list[int]]:
    by_zone = {series.zone_id: series.prices for series in snapshot.series}
    return [by_zone.get(zone_id, []) for zone_id in order]


def _months(rows: Sequence[MonthAverage], order: Order, span: Span) -> dict[str, Any]:
    first, count = span
    names = ("average", "lastYear", "changePct", "isPrevailing", "days")
    columns = {name: _grid(len(order), count) for name in names}
    for row in rows:
        place = order[row.zone_id], _months_after(row.price_month, first)
        figures = (
            float(row.average),
            _float(row.last_year_average),
            _float(row.change_pct),
            int(row.basis == "prevailing"),
            row.published_days_count,
        )
        for name, figure in zip(names, figures, strict=True):
            columns[name][place[0]][place[1]] = figure
    return {"first": first.isoformat()[:7], "count": count, **columns}


def _calendar(rows: Sequence[CalendarDay], order: Order) -> list[dict[str, list[Any]] | None]:
    names = ("mean", "high", "highYear", "low", "lowYear", "years")
    zones: list[dict[str, list[Any]] | None] = [None] * len(order)
    for row in rows:
        zone = order[row.zone_id]
        columns = zones[zone] or {name: [0] * DAYS_OF_LEAP_YEAR for name in names}
        zones[zone] = columns
        place = date(LEAP_YEAR, row.month_number, row.day_number).timetuple().tm_yday - 1
        figures = (
            round(float(row.mean)),
            row.highest,
            row.highest_year,
            row.lowest,
            row.lowest_year,
            row.years_count,
        )
        for name, figure in zip(names, figures, strict=True):
            columns[name][place] = figure
    return zones


def kind_of(row_kind: str, *, is_market_move: bool) -> str:
    """Return what a reader tells apart: market, spike, drop, divergence or slip."""
    return "market" if is_market_move else row_kind


def _anomalies(snapshot: Snapshot, order: Order, first_day: date) -> dict[str, Any]:
    counts: dict[str, dict[str, int]] = {}
    for row in snapshot.anomaly_months:
        months = counts.setdefault(kind_of(row.kind, is_market_move=row.is_market_move), {})
        month = row.price_month.isoformat()[:7]
        months[month] = months.get(month, 0) + row.zone_days_count
    return {"monthCounts": counts, "episodes": _episodes(snapshot.episodes, order, first_day)}


def _episodes(rows: Sequence[Episode], order: Order, first_day: date) -> dict[str, list[Any]]:
    return {
        "zone": [order[row.zone_id] for row in rows],
        "kind": [kind_of(row.kind, is_market_move=row.is_market_move) for row in rows],
        "first": [(row.first_date - first_day).days for row in rows],
        "last": [(row.last_date - first_day).days for row in rows],
        "days": [row.days_count for row in rows],
        "peak": [(row.peak_date - first_day).days for row in rows],
        "price": [row.price for row in rows],
        "reference": [_float(row.reference_price) for row in rows],
        "changePct": [_float(row.change_pct) for row in rows],
        "marketPct": [_float(row.market_change_pct) for row in rows],
        "zones": [row.zones_compared_count for row in rows],
        "deviations": [_float(row.deviations) for row in rows],
    }


def _coverage(rows: Sequence[CoverageMonth], order: Order, span: Span) -> dict[str, Any]:
    first, count = span
    names = ("published", "missing", "notListed", "notRead")
    columns = {name: _grid(len(order), count, 0) for name in names}
    for row in rows:
        if row.zone_id not in order:
            continue
        figures = (
            row.published_count,
            row.missing_count,
            row.not_listed_count,
            row.not_read_count,
        )
        for name, figure in zip(names, figures, strict=True):
            columns[name][order[row.zone_id]][_months_after(row.price_month, first)] = figure
    return columns


def _float(value: Any) -> float | None:  # noqa: ANN401 (numeric or null of a row)
    return None if value is None else float(value)
