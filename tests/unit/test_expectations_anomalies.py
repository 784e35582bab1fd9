"""What is called unusual: rules of the arithmetic, and both rates on a year with planted faults.

The rates are printed whenever the tests run, passes too.
"""

import sys
from collections.abc import Callable, Iterator
from datetime import date, timedelta

import numpy as np
import pytest

from expectations.anomalies import Verdict, judge_day, judge_estimate, judge_share, judge_size

MONDAY = date(2025, 1, 6)
WEEKDAYS = np.array([1.0, 1.1, 1.05, 1.0, 1.2, 0.6, 0.5])
LEVELS = (1, 5, 20, 50, 100, 1_000, 20_000)
LARGE = 100
FAULTS = {"half": 0.5, "double": 2.0, "a tenth": 0.1, "nothing": 0.0}


def year_of(level: float, rng: np.random.Generator, noise: float) -> dict[date, float]:
    """A year of daily counts: weekdays differ, it grows by 1 % a week, and it is noisy."""
    days = np.arange(365)
    expected = level * WEEKDAYS[days % 7] * 1.01 ** (days / 7)
    counts = rng.poisson(expected * np.exp(rng.normal(0, noise, len(days))))
    return {
        MONDAY + timedelta(days=int(day)): float(n) for day, n in zip(days, counts, strict=True)
    }


@pytest.fixture
def tell(capsys: pytest.CaptureFixture[str]) -> Iterator[Callable[[str], None]]:
    """Print a line at the end of the test, whether output is captured or not."""
    lines: list[str] = []
    yield lines.append
    with capsys.disabled():
        sys.stdout.write("\n" + "\n".join(lines) + "\n")


def sure(verdict: Verdict | None) -> Verdict:
    assert verdict is not None
    return verdict


@pytest.mark.parametrize(
    ("noise", "false_alarms", "misses"),
    [
        (0.05, 0.001, {"half": 0.2, "double": 0.05, "a tenth": 0.0, "nothing": 0.0}),
        (0.15, 0.002, {"half": 1.0, "double": 0.4, "a tenth": 0.02, "nothing": 0.0}),
    ],
)
def test_rates_of_false_alarms_and_misses_of_daily_counts(
    noise: float,
    false_alarms: float,
    misses: dict[str, float],
    tell: Callable[[str], None],
) -> None:
    rng = np.random.default_rng(7)
    years = [(level, year_of(level, rng, noise)) for level in LEVELS for _ in range(5)]
    alarms = [
        sure(judge_day(points, day)).is_unusual for _, points in years for day in list(points)[70:]
    ]
    rate = sum(alarms) / len(alarms)
    tell(f"noise {noise:.0%}: {sum(alarms)} false alarms on {len(alarms):,} days ({rate:.2%})")
    assert rate <= false_alarms
    for fault, factor in FAULTS.items():
        found = [
            sure(judge_day(points | {day: round(points[day] * factor)}, day)).is_unusual
            for level, points in years
            if level >= LARGE
            for day in list(points)[80::9]
        ]
        missed = 1 - sum(found) / len(found)
        tell(f"  missed of {len(found)} days with {fault} of their rows: {missed:.1%}")
        assert missed <= misses[fault]


def test_rates_of_false_alarms_and_misses_of_empty_values(tell: Callable[[str], None]) -> None:
    rng = np.random.default_rng(11)
    alarms, found = [], []
    for share in (0.0, 0.02, 0.3, 0.7, 1.0):
        for rows in (50, 200, 5_000):
            for _ in range(20):
                values = rng.binomial(rows, share, 52) / rows
                weeks = [MONDAY + timedelta(weeks=week) for week in range(52)]
                points = {week: float(v) for week, v in zip(weeks, values, strict=True)}
                alarms += [sure(judge_share(points, week)).is_unusual for week in weeks[8:]]
                flood = points | {weeks[-1]: 1.0 if share <= 0.3 else 0.0}
                found.append(sure(judge_share(flood, weeks[-1])).is_unusual)
    rate, missed = sum(alarms) / len(alarms), 1 - sum(found) / len(found)
    tell(f"empty values: {rate:.2%} false alarms of {len(alarms):,}; missed {missed:.1%} floods")
    assert rate <= 0.005
    assert missed <= 0.02


def test_the_day_itself_does_not_excuse_itself() -> None:
    points = {MONDAY + timedelta(days=day): 100.0 for day in range(71)}
    last = max(points)
    for value in (0.0, 10_000.0):
        assert sure(judge_day(points | {last: value}, last)).is_unusual


def test_one_row_more_of_a_constant_series_is_nothing() -> None:
    points = {MONDAY + timedelta(days=day): 3.0 for day in range(71)}
    last = max(points)
    assert not sure(judge_day(points | {last: 4.0}, last)).is_unusual
    sizes = {MONDAY + timedelta(weeks=week): 9.0 for week in range(8)}
    assert not sure(judge_size(sizes | {max(sizes): 10.0}, max(sizes))).is_unusual


def test_a_quiet_sunday_is_as_usual_and_a_quiet_friday_is_not() -> None:
    points = {MONDAY + timedelta(days=day): 40.0 if day % 7 == 6 else 400.0 for day in range(77)}
    sunday, friday = MONDAY + timedelta(days=76), MONDAY + timedelta(days=74)
    assert not sure(judge_day(points, sunday)).is_unusual
    assert sure(judge_day(points | {friday: 40.0}, friday)).is_unusual


@pytest.mark.parametrize("weeks", [0, 3])
def test_nothing_is_judged_by_less_than_four_before(weeks: int) -> None:
    points = {MONDAY + timedelta(weeks=week): 100.0 for week in range(weeks + 1)}
    last = max(points)
    for judge in (judge_day, judge_share, judge_estimate, judge_size):
        assert judge(points, last) is None


def test_a_table_that_grows_as_ever_is_as_usual_and_one_that_lost_a_fifth_is_not() -> None:
    sizes = {MONDAY + timedelta(weeks=week): 1_000.0 * 1.05**week for week in range(12)}
    last = max(sizes)
    verdict = sure(judge_size(sizes, last))
    assert not verdict.is_unusual
    assert verdict.low < sizes[last] < verdict.high
    assert sure(judge_size(sizes | {last: 0.8 * sizes[last]}, last)).is_unusual
