"""Upkeep of the operational database as jobs, and when they run by themselves.

They exist only where POULTRYCO_MAINTENANCE_URL is set: nothing else that Dagster runs writes to
that database. What a chore does is `database.chores`.
"""

import time
from dataclasses import dataclass

import dagster as dg

from database.chores import CHORES, Chore, Outcome
from database.settings import Environment, Settings
from ingestion.necc.calendar import IST
from orchestration.failures import Retries, told_to_dagster
from orchestration.schedules import STATUS_BY_ENVIRONMENT
from orchestration.tables import markdown_table

# Chores wait for each other; a run of prices does not wait for them.
OPERATIONAL_POOL = "operational"

# In India, while people sleep. A day in UTC is over at 05:30 there.
TIMES = {
    "make_months": "10 0 * * *",
    "expire": "20 0 * * *",
    "purge": "30 1 * * *",
    "check_counters": "0 2 * * 0",
    "refresh_views": "0 3 * * *",
    "refresh_suggestions": "30 3 * * *",
    "back_up": "0 5 * * *",
    "record_engagement": "45 5 * * *",
    "test_backup": "15 4 1 * *",
}


@dataclass(frozen=True, slots=True)
class Maintained:
    """The operational database, to be written to; made from settings that name it."""

    settings: Settings

    def do(self, chore: Chore) -> Outcome:
        """Run a chore on it."""
        if self.settings.maintenance_url is None:
            message = "upkeep was built without POULTRYCO_MAINTENANCE_URL"
            raise RuntimeError(message)
        url = self.settings.maintenance_url.get_secret_value()
        return chore.work(url, self.settings.backups_dir)


def job_name(chore: str) -> str:
    """Return the name of the job that does a chore."""
    return f"upkeep_{chore}"


def build_upkeep_jobs() -> list[dg.JobDefinition]:
    """Return a job a chore."""
    return [_job(chore) for chore in CHORES.values()]


def build_upkeep_schedules(environment: Environment) -> list[dg.ScheduleDefinition]:
    """Return the schedules of an environment; continuous integration has none."""
    status = STATUS_BY_ENVIRONMENT[environment]
    if status is None:
        return []
    return [
        dg.ScheduleDefinition(
            name=f"{job_name(chore)}_schedule",
            job_name=job_name(chore),
            cron_schedule=cron,
            execution_timezone=IST.key,
            default_status=status,
            description=CHORES[chore].description,
        )
        for chore, cron in TIMES.items()
    ]


def _job(chore: Chore) -> dg.JobDefinition:
    @dg.op(name=chore.name, description=chore.description, pool=OPERATIONAL_POOL)
    def do_chore(
        context: dg.OpExecutionContext,
        maintained: dg.ResourceParam[Maintained],
        retries: dg.ResourceParam[Retries],
    ) -> None:
        began = time.monotonic()
        with told_to_dagster(context, retries):
            outcome = maintained.do(chore)
        if outcome.warning:
            context.log.warning(outcome.warning)
        context.add_output_metadata(
            {
                "rows": outcome.rows,
                "seconds": round(time.monotonic() - began, 2),
                "what": markdown_table(["", ""], outcome.lines),
                **({"warning": outcome.warning} if outcome.warning else {}),
            }
        )

    @dg.job(
        name=job_name(chore.name),
        description=chore.description,
        executor_def=dg.in_process_executor,
    )
    def upkeep() -> None:
        do_chore()

    return upkeep
