"""How checks went, day by day, and its pictures. Pure.

A day on which any verdict was bad is a bad day, whatever came later on it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reporting.quality.rows import History
from reporting.results import Check
from reporting.sparkline import Sparkline, sparkline, strip

WIDTH = 270
LINE_HEIGHT = 26
STRIP_HEIGHT = 6
SHARE_WIDTH = 180


@dataclass(frozen=True, slots=True)
class Trend:
    """A check that failed on some day.

    Attributes:
        check: The check as it is now.
        days_bad: Days on which it failed.
        days_known: Days on which it was asked.
        last_bad_day: The newest of the days it failed on.
        most_rows: The most rows that broke it on a day; none where rows are not counted.
        boxes: Paths of the strip of days, by good and bad.
        line: The line of rows failing; none where rows are not counted.
    """

    check: Check
    days_bad: int
    days_known: int
    last_bad_day: date
    most_rows: int | None
    boxes: Mapping[str, str]
    line: Sparkline | None


@dataclass(frozen=True, slots=True)
class ShareTrend:
    """The share of a module's checks that held, by day.

    Attributes:
        line: The picture, its lower edge the floor that all modules share.
        worst: The lowest share of any day, from 0 to 1.
        worst_day: The newest day with that share.
    """

    line: Sparkline | None
    worst: float
    worst_day: date


def check_trends(
    checks: Iterable[Check], histories: Iterable[History], days: Sequence[date]
) -> list[Trend]:
    """Return a trend for every check that failed on one of `days`: what fails now first."""
    known = {check.check_name: check for check in checks}
    found = [
        _trend(known[history.check_name], history, days)
        for history in histories
        if history.check_name in known and any(history.are_bad)
    ]
    return sorted(
        found,
        key=lambda trend: (
            not trend.check.is_bad,
            trend.check.severity,
            -trend.days_bad,
            trend.check.check_name,
        ),
    )


def _trend(check: Check, history: History, days: Sequence[date]) -> Trend:
    states = dict(zip(history.days, history.are_bad, strict=True))
    counted = dict(zip(history.days, history.rows_failing, strict=True))
    rows = [count for count in counted.values() if count is not None]
    names = {True: "bad", False: "good", None: None}
    return Trend(
        check=check,
        days_bad=sum(history.are_bad),
        days_known=len(history.days),
        last_bad_day=max(day for day, is_bad in states.items() if is_bad),
        most_rows=max(rows, default=None),
        boxes=strip([names[states.get(day)] for day in days], width=WIDTH, height=STRIP_HEIGHT),
        line=sparkline([counted.get(day) for day in days], width=WIDTH, height=LINE_HEIGHT, floor=0)
        if any(rows)
        else None,
    )


def share_trends(
    checks: Iterable[Check],
    histories: Iterable[History],
    days: Sequence[date],
    key_of: Callable[[Check], str],
) -> dict[str, ShareTrend]:
    """Return the share of checks that held a day, by module."""
    modules = {check.check_name: key_of(check) for check in checks}
    asked: dict[str, Counter[date]] = {}
    held: dict[str, Counter[date]] = {}
    for history in histories:
        module = modules.get(history.check_name)
        if module is not None:
            asked.setdefault(module, Counter()).update(history.days)
            good = (day for day, bad in zip(history.days, history.are_bad, strict=True) if not bad)
            held.setdefault(module, Counter()).update(good)
    shares = {
        module: {day: held[module][day] / count for day, count in counts.items()}
        for module, counts in asked.items()
    }
    floor = min((share for each in shares.values() for share in each.values()), default=1.0)
    return {module: _share_trend(each, days, floor) for module, each in shares.items()}


def _share_trend(shares: Mapping[date, float], days: Sequence[date], floor: float) -> ShareTrend:
    worst = min(shares.values())
    line = sparkline(
        [shares.get(day) for day in days],
        width=SHARE_WIDTH,
        # Without any failure the lines lie at the top, not in the middle.
        floor=min(floor, 0.99),
        ceiling=1.0,
    )
    return ShareTrend(line, worst, max(day for day, share in shares.items() if share == worst))


def days_until(first: date, last: date) -> list[date]:
    """Return the days from first to last, both included."""
    return [first + timedelta(days=after) for after in range((last - first).days + 1)]
