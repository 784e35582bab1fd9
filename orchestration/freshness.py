"""How old what is in the warehouse may become before Dagster warns, by how often it is renewed.

When jobs run is `schedules`; whether replicas and models are older is `expectations.freshness`.
"""

from datetime import timedelta

import dagster as dg

from expectations import freshness

TWICE_A_DAY = dg.FreshnessPolicy.time_window(
    fail_window=freshness.TWICE_A_DAY, warn_window=timedelta(hours=18)
)
HOURLY = dg.FreshnessPolicy.time_window(
    fail_window=freshness.HOURLY, warn_window=timedelta(hours=3)
)
POLICIES = {freshness.TWICE_A_DAY: TWICE_A_DAY, freshness.HOURLY: HOURLY}
"""By how old a table may become."""
