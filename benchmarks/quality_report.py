"""The quality report of a quarter: every rule asked four times a day for 90 days.

The other way is to read every result once, the least that a report without days summed up in
SQL and without an index of verdicts does before it draws anything.
"""

import tempfile
from datetime import UTC, datetime, timedelta
from pathlib import Path

from benchmarks.check_history import Episode, fill_history, runs_before
from benchmarks.measure import Measure, median_seconds
from benchmarks.servers import scratch_warehouse
from database.connections import connect
from expectations.suites import rules
from reporting.quality import build_quality_report

DAYS = 90
RUNS_A_DAY = 4
EVERY_NTH_FAILS = 12
LAST = datetime(2026, 11, 20, 16, 30, tzinfo=UTC)
READ_ALL = "select sum(rows_failing), sum(length(message)) from quality.results"


def measures() -> list[Measure]:
    """Time the whole report, all its files written."""
    asked = rules()
    runs = runs_before(LAST, days=DAYS, runs_a_day=RUNS_A_DAY)
    failing = [
        Episode(rule.name, LAST - timedelta(days=place % DAYS), LAST - timedelta(days=place % 5))
        for place, rule in enumerate(asked[::EVERY_NTH_FAILS])
    ]
    with scratch_warehouse() as url, tempfile.TemporaryDirectory() as folder:
        fill_history(url, asked, runs, failing)
        ours = median_seconds(lambda: build_quality_report(url, Path(folder)), repeats=3)
        with connect(url, read_only=True, autocommit=True) as connection:
            plain = median_seconds(lambda: connection.execute(READ_ALL.encode()), repeats=3)
    results = len(asked) * len(runs)
    return [
        Measure(
            f"quality report, {len(asked)} checks, {results} results", ours, "all read once", plain
        )
    ]
