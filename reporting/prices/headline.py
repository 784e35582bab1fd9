"""The figures at the top of the report, computed from rows. Pure."""

from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal

from reporting.prices.rows import TwoDays, Zone

EXTREMES = 3


@dataclass(frozen=True, slots=True)
class Average:
    """The mean suggested price over zones, rupees per 100 eggs, and its change on the day before.

    Attributes:
        price: Mean over the zones with a suggested price on the last published day.
        zones_count: How many those are.
        day_before: The same for the day before; none if nothing was published.
        zones_before_count: How many zones that was.
        change: price minus day_before, of the exact means.
        change_pct: That in percent of day_before.
        same_zones_change: The change over the zones published on both days; it differs from
            `change` only where other zones published.
        same_zones_count: How many those are.
    """

    price: Decimal
    zones_count: int
    day_before: Decimal | None
    zones_before_count: int
    change: Decimal | None
    change_pct: Decimal | None
    same_zones_change: Decimal | None
    same_zones_count: int


@dataclass(frozen=True, slots=True)
class Headline:
    """What the first screen says.

    Attributes:
        average: None when no zone has a suggested price on the last published day.
        highest, lowest: The dearest and the cheapest zones of that day, no zone in both.
        published_count: Zones with a price on that day.
        listed_count: Zones the page lists.
        silent: Listed zones without a price on that day.
        trends: How many zones rise, are stable, decline over seven days.
    """

    average: Average | None
    highest: Sequence[Zone]
    lowest: Sequence[Zone]
    published_count: int
    listed_count: int
    silent: Sequence[Zone]
    trends: Counter[str]


def headline(zones: Sequence[Zone], two_days: Iterable[TwoDays]) -> Headline:
    """Return the headline figures of the last published day."""
    published = [zone for zone in zones if zone.is_published]
    each = min(EXTREMES, len(published) // 2)
    ordered = sorted(published, key=lambda zone: (-zone.latest_price, zone.name))
    silent = [zone for zone in zones if zone.is_active and not zone.is_published]
    return Headline(
        average=average_over_zones(two_days),
        highest=ordered[:each],
        lowest=ordered[len(ordered) - each :][::-1],
        published_count=len(published),
        listed_count=len(published) + len(silent),
        silent=silent,
        trends=Counter(zone.trend for zone in published if zone.trend),
    )


def average_over_zones(two_days: Iterable[TwoDays]) -> Average | None:
    """Return the mean over zones against the day before; None without a suggested price."""
    pairs = [(zone.today, zone.day_before) for zone in two_days]
    today, before = _mean(pairs, lambda pair: pair[0]), _mean(pairs, lambda pair: pair[1])
    both = [(new, old) for new, old in pairs if new is not None and old is not None]
    if today is None:
        return None
    change = None if before is None else today - before
    return Average(
        price=today,
        zones_count=sum(new is not None for new, _ in pairs),
        day_before=before,
        zones_before_count=sum(old is not None for _, old in pairs),
        change=change,
        change_pct=None if change is None or not before else 100 * change / before,
        same_zones_change=_mean(both, lambda pair: (pair[0] or 0) - (pair[1] or 0)),
        same_zones_count=len(both),
    )


Pair = tuple[int | None, int | None]


def _mean(pairs: Iterable[Pair], figure: Callable[[Pair], int | None]) -> Decimal | None:
    figures = [value for value in map(figure, pairs) if value is not None]
    return Decimal(sum(figures)) / len(figures) if figures else None
