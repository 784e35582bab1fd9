"""How old what is in the warehouse may become before Dagster warns, by how often it is renewed.

When jobs run is `schedules`; how recent the prices inside a table are is a rule of `expectations`.
"""

from datetime import timedelta

import dagster as dg

# The schedule runs at 10:30 and 17:00: a night and a missed morning are no alarm.
TWICE_A_DAY = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=26), warn_window=timedelta(hours=18)
)
# One hour that was missed is no alarm.
HOURLY = dg.FreshnessPolicy.time_window(
    fail_window=timedelta(hours=6), warn_window=timedelta(hours=3)
)
