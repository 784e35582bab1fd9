"""How checks went, day by day, and its pictures. Pure.

A day on which any verdict was bad is a bad day, whatever came later on it.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from reporting import formats
from reporting.quality.rows import History
from reporting.results import Check
from reporting.sparkline import Sparkline, sparkline, strip

LINE_WIDTH = 270
LINE_HEIGHT = 26
SHARE_WIDTH = 180


@dataclass(frozen=True, slots=True)
class Days:
    """How a check went on the days that are drawn.

    Attributes:
        bad_count: Days on which it failed.
        broken_count: Days on which it held, and rows broke it: no more than its rule tolerates.
        known_count: Days on which it was asked.
        last_bad_day: The newest of the days it failed on.
        rows_failing: The most rows that broke it on each day; none where not asked or counted.
        boxes: Paths of the strip, a box a day, by good, some (rows broke it) and bad. A day is
            1 wide and the strip 1 high: the page stretches it.
    """

    bad_count: int
    broken_count: int
    known_count: int
    last_bad_day: date | None
    rows_failing: Sequence[int | None]
    boxes: Mapping[str, str]

    @property
    def is_eventful(self) -> bool:
        """Whether it failed, or rows broke it, on any day."""
        return bool(self.bad_count or self.broken_count)

    @property
    def most_rows(self) -> int | None:
        """The most rows that broke it on a day; none where rows are not counted."""
        return max((count for count in self.rows_failing if count is not None), default=None)

    @property
    def said(self) -> str:
        """The strip in words, for those who do not see it."""
        if self.bad_count:
            last = f", the last {formats.day(self.last_bad_day)}"
            return f"Failed on {self.bad_count} of {self.known_count} days{last}"
        if self.broken_count:
            return f"Held; rows broke it on {self.broken_count} of {self.known_count} days"
        return f"Held on {self.known_count} of {self.known_count} days"


@dataclass(frozen=True, slots=True)
class Trend:
    """A check that failed, or that rows broke, on some day.

    Attributes:
        check: The check as it is now.
        days: How it went.
        line: The line of rows failing; none where rows are not counted.
    """

    check: Check
    days: Days
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


def days_of_checks(histories: Iterable[History], days: Sequence[date]) -> dict[str, Days]:
    """Return how each check went on `days`, by its name; without those never asked on them."""
    return {history.check_name: _days(history, days) for history in histories}


def _days(history: History, days: Sequence[date]) -> Days:
    states = {
        each: "bad" if is_bad else "some" if rows else "good"
        for each, is_bad, rows in zip(
            history.days, history.are_bad, history.rows_failing, strict=True
        )
    }
    rows_failing = dict(zip(history.days, history.rows_failing, strict=True))
    counts = Counter(states.values())
    return Days(
        bad_count=counts["bad"],
        broken_count=counts["some"],
        known_count=len(states),
        last_bad_day=max((each for each, state in states.items() if state == "bad"), default=None),
        rows_failing=[rows_failing.get(each) for each in days],
        boxes=strip([states.get(each) for each in days], width=len(days), height=1),
    )


def check_trends(checks: Iterable[Check], by_day: Mapping[str, Days]) -> list[Trend]:
    """Return a trend for every check that failed, or that rows broke, on any day.

    What fails now comes first, then what failed, then what rows broke within its tolerance.
    """
    found = [
        Trend(check, by_day[check.check_name], _line(by_day[check.check_name]))
        for check in checks
        if check.check_name in by_day and by_day[check.check_name].is_eventful
    ]
    return sorted(
        found,
        key=lambda trend: (
            not trend.check.is_bad,
            not trend.days.bad_count,
            trend.check.severity,
            -trend.days.bad_count,
            -trend.days.broken_count,
            trend.check.check_name,
        ),
    )


def _line(days: Days) -> Sparkline | None:
    if not days.most_rows:
        return None
    return sparkline(days.rows_failing, width=LINE_WIDTH, height=LINE_HEIGHT, floor=0)


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
