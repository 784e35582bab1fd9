"""When prices are read by themselves, and in which environment that is so."""

from datetime import date

import dagster as dg

from database.settings import Environment
from ingestion.necc.calendar import IST, previous_month
from orchestration.jobs import DAILY_PRICES
from orchestration.partitions import range_tags

# By 10:30 in India most zones are published, by 17:00 nearly all.
TIMES = ["30 10 * * *", "0 17 * * *"]

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
        job_name=DAILY_PRICES,
        execution_timezone=IST.key,
        default_status=status,
        description="The running and the previous month, at 10:30 and 17:00 in India: one run,"
        " two requests.",
    )
    def daily_prices_schedule(context: dg.ScheduleEvaluationContext) -> dg.RunRequest:
        now = context.scheduled_execution_time.astimezone(IST)
        first, last = days_to_read(now.date())
        return dg.RunRequest(run_key=now.isoformat(), tags=range_tags(first, last))

    return [daily_prices_schedule]
