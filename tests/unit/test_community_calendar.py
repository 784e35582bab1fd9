"""The calendar of the synthetic community: pure arithmetic over days in India."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from database.community import calendar

days = st.dates(date(2025, 1, 1), date(2027, 12, 31))


@given(days)
def test_shares_of_days_rise_from_none_to_all(last: date) -> None:
    shares = calendar.thresholds(calendar.first_day(last), last)
    assert (shares[0], shares[-1]) == (0, 1)
    assert all(before < after for before, after in pairwise(shares))


@given(days)
def test_a_history_has_one_share_for_each_of_its_days(last: date) -> None:
    first = calendar.first_day(last)
    assert len(calendar.thresholds(first, last)) == (last - first).days + 2


def test_hours_of_the_rhythm_cover_the_day_without_a_gap() -> None:
    steps = calendar.rhythm_steps()
    assert steps[0][0] == 0
    assert sum(within for _, within, _, _ in steps) == pytest.approx(1)
    assert sum(hours for _, _, _, hours in steps) == 24
    for (_, _, start, hours), (_, _, following, _) in pairwise(steps):
        assert start + hours == following


@pytest.mark.parametrize("name", calendar.MOVING_FESTIVALS)
def test_a_festival_is_busier_than_its_eve_and_that_than_an_ordinary_day(name: str) -> None:
    weights = calendar.festival_weights(range(2023, 2028))
    for occasion in calendar.MOVING_FESTIVALS[name]:
        day = date.fromisoformat(occasion)
        assert weights[day] > weights[day - timedelta(days=1)] > 1


def test_every_festival_has_a_weight() -> None:
    assert calendar.MOVING_FESTIVALS.keys() == calendar.MOVING_WEIGHTS.keys()


def test_a_day_in_india_begins_at_half_past_six_in_the_evening_before_in_utc() -> None:
    assert calendar.instant(date(2026, 4, 7)) == datetime(2026, 4, 6, 18, 30, tzinfo=UTC)
