"""What runs by itself, when, and in which environment that is so."""

from datetime import date, timedelta

import dagster as dg

from database.settings import Environment
from ingestion.necc.calendar import IST, previous_month
from orchestration.jobs import EVERYTHING, FOLLOW_CHANGES, VERIFY_REPLICAS
from orchestration.partitions import range_tags

# By 10:30 in India most zones are published, by 17:00 nearly all.
TIMES = ["30 10 * * *", "0 17 * * *"]

HOURLY = "5 * * * *"
# A Sunday night in India.
WEEKLY = "30 2 * * 0"

# No entry falls back to another: an environment that is not here is an error.
STATUS_BY_ENVIRONMENT: dict[Environment, dg.DefaultScheduleStatus | None] = {
    Environment.LOCAL: dg.DefaultScheduleStatus.STOPPED,
    Environment.CI: None,
    Environment.PRODUCTION: dg.DefaultScheduleStatus.RUNNING,
}


def days_to_read(today: date) -> tuple[date, date]:
    """Return the first of last month and today: late prices and corrections come for weeks."""
    return previous_month(today), today


def build_schedules(environment: Environment) -> list[dg.ScheduleDefinition]:
    """Return the schedules of an environment; continuous integration has none."""
    status = STATUS_BY_ENVIRONMENT[environment]
    if status is None:
        return []

    @dg.schedule(
        cron_schedule=TIMES,
        job_name=EVERYTHING,
        execution_timezone=IST.key,
        default_status=status,
        description="The operational tables, and prices of the running and the previous month, at"
        " 10:30 and 17:00 in India: one run, two requests.",
    )
    def everything_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        now = context.scheduled_execution_time.astimezone(IST)
        first, last = days_to_read(now.date())
        return dg.RunRequest(run_key=now.isoformat(), tags=range_tags(first, last))

    @dg.schedule(
        cron_schedule=HOURLY,
        job_name=FOLLOW_CHANGES,
        execution_timezone=IST.key,
        default_status=status,
        description="Brings core to a new instant, and builds what it touched, every hour.",
    )
    def follow_changes_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        now = context.scheduled_execution_time.astimezone(IST)
        # Whatever days were touched are counted; these are the ones that surely changed.
        return dg.RunRequest(
            run_key=now.isoformat(), tags=range_tags(now.date() - timedelta(days=1), now.date())
        )

    return [
        everything_schedule,
        follow_changes_schedule,
        dg.ScheduleDefinition(
            name="verify_replicas_schedule",
            job_name=VERIFY_REPLICAS,
            cron_schedule=WEEKLY,
            execution_timezone=IST.key,
            default_status=status,
            description="Compares every row of core with its source, every week.",
        ),
    ]
