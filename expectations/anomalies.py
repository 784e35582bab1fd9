"""What is unusual about a figure over time: pure arithmetic, no database.

Median and MAD (median absolute deviation): one bad day in the history moves neither. The point
that is judged is never part of what it is judged by. Both rates, of false alarms and of misses,
are measured by `tests.unit.test_expectations_anomalies`.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from statistics import median

WEEKS = timedelta(weeks=10)
LEAST_HISTORY = 4
"""Same weekdays, or sweeps, that must be known before anything is called unusual."""
FEWEST_SPREADS = 5.0
"""How far from the median, in spreads, a figure must be: of normal noise one in 1.7 million is."""
MAD_TO_SPREAD = 1.4826
"""Makes the MAD of normal noise its standard deviation."""

Points = Mapping[date, float]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What a figure was, and between what it was expected.

    Attributes:
        day: The day it is of.
        value: What was found.
        low: The least that is usual.
        high: The most that is usual.
        median: What it mostly was.
        history: How many points it was compared with.
    """

    day: date
    value: float
    low: float
    high: float
    median: float
    history: int

    @property
    def is_unusual(self) -> bool:
        """Whether it lies outside of what is usual."""
        return not self.low <= self.value <= self.high


@dataclass(frozen=True, slots=True)
class _Scale:
    """A scale on which noise is alike whatever the size of a figure, and its least spread."""

    there: Callable[[float], float]
    back: Callable[[float], float]
    least: Callable[[float], float]


def _logarithm(value: float) -> float:
    return math.log(value + 1)


# Counted events scatter by the root of their number: on this scale by 1, and 5 % of a larger
# figure are no news. A constant series has no MAD at all; the floor stands in for it.
COUNTS = _Scale(
    lambda value: 2 * math.sqrt(value + 3 / 8),
    lambda y: max((max(y, 0.0) / 2) ** 2 - 3 / 8, 0.0),
    lambda y: max(1.0, 0.025 * y),
)
SHARES = _Scale(lambda value: value, lambda y: min(max(y, 0.0), 1.0), lambda _: 0.02)
# Statistics of the database are estimates: a tenth more or less is nothing.
ESTIMATES = _Scale(_logarithm, lambda y: max(math.exp(y) - 1, 0.0), lambda _: 0.1)
SIZES = _Scale(
    _logarithm,
    lambda y: max(math.exp(y) - 1, 0.0),
    lambda y: max(0.02, math.exp(-max(y, 0.0) / 2)),
)


def judge_day(points: Points, day: date) -> Verdict | None:
    """Compare what was counted on a day with the same weekdays of ten weeks before.

    The spread is pooled from all days, each against the median of its own weekday: of the ten
    days of one weekday alone it would be too small by chance too often.

    Returns:
        The verdict; none with too short a history.
    """
    known = {
        each: COUNTS.there(value) for each, value in points.items() if day - WEEKS <= each < day
    }
    weekdays: dict[int, list[float]] = {}
    for each, y in known.items():
        weekdays.setdefault(each.weekday(), []).append(y)
    alike = weekdays.get(day.weekday(), [])
    if len(alike) < LEAST_HISTORY:
        return None
    centres = {weekday: median(of_day) for weekday, of_day in weekdays.items()}
    off = [abs(y - centres[each.weekday()]) for each, y in known.items()]
    return _verdict(
        day,
        points[day],
        scale=COUNTS,
        centre=centres[day.weekday()],
        off=off,
        history=len(alike),
    )


def judge_share(points: Points, day: date) -> Verdict | None:
    """Compare the share of empty values with that of earlier sweeps."""
    return _judge_sweep(points, day, SHARES)


def judge_estimate(points: Points, day: date) -> Verdict | None:
    """Compare an estimate of the database's statistics with those of earlier sweeps."""
    return _judge_sweep(points, day, ESTIMATES)


def judge_size(points: Points, day: date) -> Verdict | None:
    """Compare how much a table grew or shrank since the sweep before with how it mostly did."""
    until = sorted(each for each in points if day - timedelta(days=365) <= each <= day)
    steps = {
        after: _logarithm(points[after]) - _logarithm(points[before])
        for before, after in pairwise(until)
    }
    earlier = [step for each, step in steps.items() if each < day]
    if len(earlier) < LEAST_HISTORY:
        return None
    usual = median(earlier)
    centre = _logarithm(points[until[-2]]) + usual
    off = [abs(step - usual) for step in earlier]
    return _verdict(day, points[day], scale=SIZES, centre=centre, off=off, history=len(earlier))


def _judge_sweep(points: Points, day: date, scale: _Scale) -> Verdict | None:
    earlier = [
        scale.there(value)
        for each, value in points.items()
        if day - timedelta(days=365) <= each < day
    ]
    if len(earlier) < LEAST_HISTORY:
        return None
    centre = median(earlier)
    off = [abs(y - centre) for y in earlier]
    return _verdict(day, points[day], scale=scale, centre=centre, off=off, history=len(earlier))


def _verdict(
    day: date, value: float, *, scale: _Scale, centre: float, off: Sequence[float], history: int
) -> Verdict:
    spread = max(MAD_TO_SPREAD * median(off), scale.least(centre))
    low, high = centre - FEWEST_SPREADS * spread, centre + FEWEST_SPREADS * spread
    return Verdict(day, value, scale.back(low), scale.back(high), scale.back(centre), history)
