"""The calendar of the NECC page: months as their first days, and the day it is in India.

Arithmetic on dates only. Which months a run reads is decided by `runs`; partitions are
Dagster's and live in `orchestration`.
"""

from calendar import monthrange
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

IST = ZoneInfo("Asia/Kolkata")
FIRST_MONTH = date(2009, 1, 1)
"""The oldest month the page has a sheet of."""


def today_ist() -> date:
    """Return the calendar day in India: the day a price published now belongs to."""
    return datetime.now(IST).date()


def first_of_month(day: date) -> date:
    """Return the first day of the month `day` is in: the key of a daily sheet."""
    return day.replace(day=1)


def last_of_month(day: date) -> date:
    """Return the last day of the month `day` is in."""
    return day.replace(day=monthrange(day.year, day.month)[1])


def days_in_month(day: date) -> int:
    """Return how many days the month of `day` has: 28 to 31."""
    return monthrange(day.year, day.month)[1]


def previous_month(day: date) -> date:
    """Return the first day of the month before that of `day`."""
    return first_of_month(first_of_month(day) - timedelta(days=1))


def months_between(first: date, last: date) -> list[date]:
    """Return the months that the days `first` to `last` touch, oldest first, both included.

    Returns:
        First days of months; none where `last` lies before `first`.
    """
    if last < first:
        return []
    start, end = (day.year * 12 + day.month - 1 for day in (first, last))
    return [date(count // 12, count % 12 + 1, 1) for count in range(start, end + 1)]
