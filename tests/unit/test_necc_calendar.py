"""The calendar of the NECC page: months as first days, and India's day."""

from datetime import UTC, date, datetime

import pytest

from ingestion.necc.calendar import (
    FIRST_MONTH,
    days_in_month,
    first_of_month,
    last_of_month,
    months_between,
    previous_month,
    today_ist,
)


def test_months_between_includes_both_ends_when_days_are_inside_months() -> None:
    months = months_between(date(2019, 11, 30), date(2020, 2, 1))
    assert months == [date(2019, 11, 1), date(2019, 12, 1), date(2020, 1, 1), date(2020, 2, 1)]


def test_months_between_is_one_month_when_both_days_are_in_it() -> None:
    assert months_between(date(2020, 2, 29), date(2020, 2, 29)) == [date(2020, 2, 1)]


def test_months_between_is_empty_when_last_is_before_first() -> None:
    assert months_between(date(2020, 2, 2), date(2020, 2, 1)) == []


def test_months_between_counts_every_month_when_years_pass() -> None:
    months = months_between(FIRST_MONTH, date(2026, 4, 7))
    assert len(months) == 17 * 12 + 4
    assert len(set(months)) == len(months)
    assert all(month.day == 1 for month in months)


@pytest.mark.parametrize(
    ("day", "first", "last", "days"),
    [
        (date(2020, 2, 15), date(2020, 2, 1), date(2020, 2, 29), 29),
        (date(2026, 2, 1), date(2026, 2, 1), date(2026, 2, 28), 28),
        (date(2026, 4, 30), date(2026, 4, 1), date(2026, 4, 30), 30),
        (date(2026, 12, 31), date(2026, 12, 1), date(2026, 12, 31), 31),
    ],
)
def test_month_has_its_bounds_when_lengths_differ(
    day: date, first: date, last: date, days: int
) -> None:
    assert (first_of_month(day), last_of_month(day), days_in_month(day)) == (first, last, days)


def test_previous_month_is_last_december_when_the_day_is_in_january() -> None:
    assert previous_month(date(2026, 1, 31)) == date(2025, 12, 1)


def test_today_is_indias_day_when_utc_is_still_yesterday() -> None:
    before = datetime.now(UTC)
    today = today_ist()
    after = datetime.now(UTC)
    assert _indian_day(before) <= today <= _indian_day(after)


def _indian_day(moment: datetime) -> date:
    return datetime.fromtimestamp(moment.timestamp() + 5.5 * 3600, UTC).date()
