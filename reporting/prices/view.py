"""What the template is given: rows paired with what the page says about them. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from reporting.prices.headline import headline
from reporting.prices.rows import CoverageMonth, Hole, Reading, Snapshot, Zone
from reporting.sparkline import Sparkline, sparkline

DAYS_DRAWN = 30
TYPE_NAMES = {"production_center": "Production", "consumption_center": "Consumption"}


@dataclass(frozen=True, slots=True)
class ZoneRow:
    """A row of the zone table."""

    zone: Zone
    type_name: str
    spark: Sparkline | None


@dataclass(frozen=True, slots=True)
class ZoneCoverage:
    """How much of a zone's history there is, in days since January 2009.

    Attributes:
        zone_name: The zone.
        published, missing, not_listed, not_read: Days by their state.
        longest: The longest run of missing days, if any day is missing.
    """

    zone_name: str
    published: int
    missing: int
    not_listed: int
    not_read: int
    longest: Hole | None

    @property
    def published_pct(self) -> float | None:
        """Published days in percent of the days on which the zone could have had a price."""
        possible = self.published + self.missing
        return 100 * self.published / possible if possible else None


def context_of(snapshot: Snapshot) -> dict[str, Any]:
    """Return the names the template uses, besides what every page has."""
    return {
        "reading": snapshot.reading,
        "failure": failure_text(snapshot.reading),
        "headline": headline(snapshot.zones, snapshot.two_days),
        "as_of": snapshot.reading.last_date,
        "zone_rows": zone_rows(snapshot),
        "types": sorted({TYPE_NAMES[zone.zone_type] for zone in snapshot.zones}),
        "states": sorted({zone.state for zone in snapshot.zones}),
        "coverage_rows": zone_coverage(snapshot),
        "first_month": min((row.price_month for row in snapshot.coverage), default=None),
        "revisions": snapshot.revisions,
        "refused": snapshot.refused,
        "unknown_zones": snapshot.unknown_zones,
        "bad_checks": [check for check in snapshot.checks if check.status != "passed"],
        "good_checks": [check for check in snapshot.checks if check.status == "passed"],
        "checked_at": max((check.checked_at for check in snapshot.checks), default=None),
    }


def zone_rows(snapshot: Snapshot) -> list[ZoneRow]:
    """Return the zones of the table: those with a price on the last day first, then by name."""
    prices = {series.zone_id: series.prices for series in snapshot.series}
    ordered = sorted(snapshot.zones, key=lambda zone: (not zone.is_published, zone.name))
    return [
        ZoneRow(zone, TYPE_NAMES[zone.zone_type], last_days(prices.get(zone.zone_id, [])))
        for zone in ordered
    ]


def last_days(prices: Sequence[int]) -> Sparkline | None:
    """Draw the last thirty of daily prices, of which 0 is none and a negative one prevailing."""
    return sparkline([abs(price) or None for price in prices[-DAYS_DRAWN:]])


def zone_coverage(snapshot: Snapshot) -> list[ZoneCoverage]:
    """Return the coverage of every zone, by name."""
    holes = {hole.zone_id: hole for hole in snapshot.holes}
    by_zone: dict[Any, list[CoverageMonth]] = {}
    for row in snapshot.coverage:
        by_zone.setdefault(row.zone_id, []).append(row)
    return [
        _coverage(zone, by_zone.get(zone.zone_id, []), holes.get(zone.zone_id))
        for zone in snapshot.zones
    ]


def _coverage(zone: Zone, months: Sequence[CoverageMonth], hole: Hole | None) -> ZoneCoverage:
    return ZoneCoverage(
        zone_name=zone.name,
        published=sum(row.published_count for row in months),
        missing=sum(row.missing_count for row in months),
        not_listed=sum(row.not_listed_count for row in months),
        not_read=sum(row.not_read_count for row in months),
        longest=hole,
    )


def failure_text(reading: Reading) -> str | None:
    """Return what the last failed try to read the page said, if it failed."""
    if reading.failed_at is None:
        return None
    details = reading.failure if isinstance(reading.failure, dict) else {}
    return str(details.get("found") or details.get("what") or "no reason was recorded")
