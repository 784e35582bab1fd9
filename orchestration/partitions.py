"""The two calendars of Dagster: days of prices and months of sheets, both in India time.

Put here what assets, jobs and schedules must agree on about partitions. Arithmetic on dates
is `ingestion.necc.calendar`.
"""

from collections.abc import Iterable
from datetime import date

import dagster as dg

from ingestion.necc.calendar import FIRST_MONTH, IST

# The running day and month are partitions too: prices roll in during the day.
DAYS = dg.DailyPartitionsDefinition(
    start_date=FIRST_MONTH.isoformat(), timezone=IST.key, end_offset=1
)
MONTHS = dg.MonthlyPartitionsDefinition(
    start_date=FIRST_MONTH.isoformat(), timezone=IST.key, end_offset=1
)


def range_tags(first: date, last: date) -> dict[str, str]:
    """Return the tags that make one run cover the days `first` to `last`, both included."""
    return {
        "dagster/asset_partition_range_start": first.isoformat(),
        "dagster/asset_partition_range_end": last.isoformat(),
    }


def dates_of(keys: Iterable[str]) -> list[date]:
    """Return partition keys as dates, oldest first: days, or first days of months."""
    return sorted(date.fromisoformat(key) for key in keys)
