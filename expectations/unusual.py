"""Whether the figures of the replicas are as usual: a result a table, by the figures kept of it.

What is unusual is decided by `anomalies`, what is counted by `profiles`.
"""

from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import Any, NamedTuple
from uuid import uuid4

import psycopg

from database.check_results import CheckResult, code_version, record
from expectations.anomalies import (
    Points,
    Verdict,
    judge_day,
    judge_estimate,
    judge_share,
    judge_size,
)
from expectations.profiles import CLOSED_DAYS, CREATED, DISTINCT, EMPTY, ROWS, Profile
from expectations.samples import SAMPLE_SIZE

JUDGES: Mapping[str, Callable[[Points, date], Verdict | None]] = {
    ROWS: judge_size,
    CREATED: judge_day,
    EMPTY: judge_share,
    DISTINCT: judge_estimate,
}
HISTORY = """
select table_name, figure, column_name, day, value
from quality.profiles
where table_name = any(%s) and day > %s::date - 450
order by table_name, figure, column_name, day
"""
SENTENCES = 5
"""Unusual figures that a message tells; samples have more."""


class Judged(NamedTuple):
    """A figure of a table or of one of its columns, and the verdict on it."""

    figure: str
    column: str
    verdict: Verdict


def record_unusual(connection: psycopg.Connection, taken: Sequence[Profile]) -> list[CheckResult]:
    """Record for each table whether what was counted of it is as usual; return the results."""
    if not taken:
        return []
    run = {"run_id": uuid4(), "checked_at": datetime.now(UTC)}
    series: dict[str, dict[tuple[str, str], dict[date, float]]] = {}
    days = [each.day for each in taken]
    found = connection.execute(HISTORY, [[each.table for each in taken], max(days)])
    for table, figure, column, day, value in found:
        series.setdefault(table, {}).setdefault((figure, column), {})[day] = value
    results = [_result(each, series.get(each.table, {}), run) for each in taken]
    record(connection, results)
    return results


def _result(
    profile: Profile, series: Mapping[tuple[str, str], Points], run: Mapping[str, Any]
) -> CheckResult:
    verdicts = [
        Judged(figure, column, verdict)
        for (figure, column), points in series.items()
        for day in _days_to_judge(profile, figure, points)
        if (verdict := JUDGES[figure](points, day))
    ]
    unusual = [each for each in verdicts if each.verdict.is_unusual]
    return CheckResult(
        **run,
        check_name=f"{profile.table}_is_as_usual",
        tool="profile",
        suite="core",
        schema_name="core",
        table_name=profile.table,
        owner=profile.owner,
        severity="warning",
        status="failed" if unusual else "passed" if verdicts else "skipped",
        message=_message(verdicts, unusual),
        rows_checked=len(verdicts),
        rows_failing=len(unusual),
        samples=[_sample(*each) for each in unusual[:SAMPLE_SIZE]],
        query="",
        seconds=0.0,
        code_version=code_version(),
        instant=profile.instant,
        module=profile.module,
        kind="anomaly",
    )


def _days_to_judge(profile: Profile, figure: str, points: Points) -> list[date]:
    """Return what this sweep has brought: a week of days, or the day itself."""
    oldest = timedelta(days=CLOSED_DAYS if figure == CREATED else 0)
    return [day for day in points if profile.day - oldest <= day <= profile.day]


def _message(verdicts: Sequence[Judged], unusual: Sequence[Judged]) -> str:
    if not verdicts:
        return "skipped: too short a history"
    if not unusual:
        return f"{len(verdicts)} figures are as usual"
    return "; ".join(_sentence(*each) for each in unusual[:SENTENCES])


def _sentence(figure: str, column: str, verdict: Verdict) -> str:
    what = f"{figure} of {column}" if column else figure
    return (
        f"{what} on {verdict.day}: {_number(verdict.value)}, expected {_number(verdict.low)} to"
        f" {_number(verdict.high)} by {verdict.history} before"
    )


def _sample(figure: str, column: str, verdict: Verdict) -> dict[str, Any]:
    return {
        "figure": figure,
        "column": column,
        "day": verdict.day.isoformat(),
        "found": round(verdict.value, 4),
        "from": round(verdict.low, 4),
        "to": round(verdict.high, 4),
        "mostly": round(verdict.median, 4),
    }


def _number(value: float) -> str:
    return f"{value:,.2f}" if value < 1 else f"{value:,.0f}"
