"""Jobs of upkeep: only where the operational database is named, each with one time."""

from datetime import date, datetime, timedelta

import dagster as dg
import pytest
from dagster._utils.schedules import cron_string_iterator
from pydantic import SecretStr

from database.chores import CHORES, ChoreError, chore_named
from database.renewal import _days_to_record
from database.settings import Environment
from ingestion.necc.calendar import IST
from orchestration.assembly import build_definitions
from orchestration.upkeep import (
    OPERATIONAL_POOL,
    TIMES,
    Maintained,
    build_upkeep_jobs,
    build_upkeep_schedules,
    job_name,
)
from tests.dagster_runs import settings_for

UNUSED = "postgresql://nobody@/nothing?host=/nowhere"


def names_of(definitions: dg.Definitions) -> tuple[set[str], set[str]]:
    """Return the names of the jobs and the schedules of upkeep."""
    repository = definitions.get_repository_def()
    jobs = {job.name for job in repository.get_all_jobs() if job.name.startswith("upkeep")}
    return jobs, {s.name for s in repository.schedule_defs if s.name.startswith("upkeep")}


def test_there_is_no_upkeep_when_no_database_is_named() -> None:
    definitions = build_definitions(settings_for(UNUSED, source_url=SecretStr(UNUSED)))
    assert names_of(definitions) == (set(), set())
    assert definitions.resources is not None
    assert "maintained" not in definitions.resources


def test_every_chore_has_a_job_and_a_time_when_a_database_is_named() -> None:
    definitions = build_definitions(settings_for(UNUSED, maintenance_url=SecretStr(UNUSED)))
    jobs, schedules = names_of(definitions)
    assert jobs == {job_name(chore) for chore in CHORES}
    assert schedules == {f"{name}_schedule" for name in jobs}
    assert CHORES.keys() == TIMES.keys()


def test_chores_wait_for_each_other() -> None:
    for job in build_upkeep_jobs():
        [node] = job.nodes
        assert node.definition.pool == OPERATIONAL_POOL  # type: ignore[attr-defined]


@pytest.mark.parametrize("chore", TIMES)
def test_a_chore_is_done_at_a_quiet_hour_of_india(chore: str) -> None:
    start = datetime(2026, 1, 1, tzinfo=IST).timestamp()
    ticks = cron_string_iterator(start, TIMES[chore], IST.key)
    assert next(ticks).hour < 6


def test_every_environment_says_whether_upkeep_runs_by_itself() -> None:
    assert build_upkeep_schedules(Environment.CI) == []
    for environment, status in (
        (Environment.LOCAL, dg.DefaultScheduleStatus.STOPPED),
        (Environment.PRODUCTION, dg.DefaultScheduleStatus.RUNNING),
    ):
        schedules = build_upkeep_schedules(environment)
        assert {each.default_status for each in schedules} == {status}
        assert {each.execution_timezone for each in schedules} == {"Asia/Kolkata"}


def test_a_day_of_utc_is_recorded_when_it_is_over() -> None:
    tick = next(
        cron_string_iterator(
            datetime(2026, 1, 1, tzinfo=IST).timestamp(), TIMES["record_engagement"], IST.key
        )
    )
    assert tick.utcoffset() == timedelta(hours=5, minutes=30)
    assert (tick - timedelta(hours=5, minutes=30)).replace(tzinfo=None).hour == 0


def test_a_chore_without_a_database_is_a_defect() -> None:
    with pytest.raises(RuntimeError, match="POULTRYCO_MAINTENANCE_URL"):
        Maintained(settings_for(UNUSED)).do(CHORES["purge"])


def test_an_unknown_chore_is_refused_with_those_there_are() -> None:
    with pytest.raises(ChoreError, match="refresh_views"):
        chore_named("tidy")


@pytest.mark.parametrize(
    ("last", "first", "number"),
    [
        (None, "2026-03-09", 1),
        ("2026-03-09", "2026-03-09", 1),
        ("2026-03-08", "2026-03-09", 1),
        ("2026-03-05", "2026-03-06", 4),
        ("2020-01-01", "2025-09-12", 179),
    ],
    ids=["never", "today_again", "yesterday", "four_days_missed", "years_ago"],
)
def test_days_that_were_missed_are_recorded_too(last: str | None, first: str, number: int) -> None:
    days = _days_to_record(date.fromisoformat(last) if last else None, date(2026, 3, 9))
    assert (days[0], len(days)) == (date.fromisoformat(first), number)
    assert days[-1] == date(2026, 3, 9)
    assert days == sorted(set(days))
