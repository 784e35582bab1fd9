"""Sensors that look at finished runs and leave the telling to `alerts`.

They see the runs of the daemon. A run that is started in process tells its own: see `launch`.
"""

import dagster as dg

from database.settings import Environment
from orchestration.alerts import Alerts, FailedStep, failed_steps

# Alerts only go where they are awaited. No entry falls back to another.
STATUS_BY_ENVIRONMENT: dict[Environment, dg.DefaultSensorStatus | None] = {
    Environment.LOCAL: dg.DefaultSensorStatus.RUNNING,
    Environment.CI: None,
    Environment.PRODUCTION: dg.DefaultSensorStatus.RUNNING,
}


WILL_RETRY = "dagster/will_retry"
"""Dagster's mark on a run that failed and is tried again: its last try is told of."""

TELLING = {dg.DagsterEventType.STEP_FAILURE, dg.DagsterEventType.ASSET_CHECK_EVALUATION}
"""Events that say why a run failed."""


def build_sensors(environment: Environment) -> list[dg.SensorDefinition]:
    """Return the sensors of an environment; continuous integration has none."""
    status = STATUS_BY_ENVIRONMENT[environment]
    if status is None:
        return []

    @dg.run_failure_sensor(
        name="tell_of_failures",
        default_status=status,
        description="Opens an incident for each step that failed, and tells of those that are new.",
    )
    def tell_of_failures(
        context: dg.RunFailureSensorContext, alerts: dg.ResourceParam[Alerts]
    ) -> None:
        run = context.dagster_run
        if run.tags.get(WILL_RETRY) == "true":
            return
        logged = context.instance.all_logs(run.run_id, of_type=TELLING)
        steps = list(failed_steps(entry.get_dagster_event() for entry in logged))
        if not steps:
            steps = [FailedStep("", context.failure_event.message or "no message")]
        for message in alerts.run_failed(run.job_name, run.run_id, steps):
            context.log.warning(message)

    @dg.run_status_sensor(
        run_status=dg.DagsterRunStatus.SUCCESS,
        name="tell_of_recoveries",
        default_status=status,
        description="Closes the incidents of a job that has succeeded, and tells of it.",
    )
    def tell_of_recoveries(
        context: dg.RunStatusSensorContext, alerts: dg.ResourceParam[Alerts]
    ) -> None:
        for message in alerts.run_succeeded(context.dagster_run.job_name):
            context.log.info(message)

    return [tell_of_failures, tell_of_recoveries]
