"""Runs the jobs in this process and says how it went: for the command line and for tests.

The run is kept in the instance that the UI shows. No daemon is needed, and none looks: alerts
are raised here.
"""

import logging
import sys
from collections.abc import Callable, Mapping
from contextlib import ExitStack, redirect_stdout
from dataclasses import dataclass
from datetime import date
from typing import Any

import dagster as dg

from database.settings import Settings
from ingestion.necc.calendar import today_ist
from orchestration.alerts import Alerts, FailedStep, failed_steps, is_blocking
from orchestration.assembly import build_definitions
from orchestration.dbt_build import environment
from orchestration.event_storage import BATCHES
from orchestration.failures import NO_RETRIES
from orchestration.instance import end_abandoned_runs, open_instance, process_tag
from orchestration.jobs import (
    CHANGES_CONFIG,
    DAILY_PRICES,
    EVERYTHING,
    FULL_REFRESH,
    FULL_REFRESH_CONFIG,
    SINCE_LAST_CONFIG,
)
from orchestration.necc_assets import PRICES_STEP, PricesConfig
from orchestration.partitions import range_tags
from orchestration.schedules import days_to_read

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class FailedCheck:
    """A check that did not pass. `is_blocking`: what is downstream of it was not run."""

    name: str
    asset: str
    message: str
    is_blocking: bool


@dataclass(frozen=True, slots=True)
class JobReport:
    """How a run of a job went.

    Attributes:
        run_id: The run, as the UI shows it.
        succeeded: Every step ran and no check of error severity failed.
        step_seconds: Seconds by step, in the order they ran.
        failed_steps: What broke, in words.
        failed_checks: Checks that did not pass, warnings too.
        checks_count: All checks that were made.
        warnings: What the steps warned of, such as a page that was not reached.
    """

    run_id: str
    succeeded: bool
    step_seconds: Mapping[str, float]
    failed_steps: tuple[FailedStep, ...]
    failed_checks: tuple[FailedCheck, ...]
    checks_count: int
    warnings: tuple[str, ...]


def run_daily_prices(
    settings: Settings,
    first: date,
    last: date,
    *,
    page_required: bool = True,
    resume: bool = False,
    progress: Progress | None = None,
    instance: dg.DagsterInstance | None = None,
    resource_overrides: Mapping[str, Any] | None = None,
) -> JobReport:
    """Read the months of the days `first` to `last`, check, build, check, report.

    Args:
        settings: The settings.
        first: First day, India calendar.
        last: Last day, included.
        page_required: Fail where the page cannot be reached; otherwise warn and go on.
        resume: Skip months that were read to their end before.
        progress: Called with a line at the start of each step and for what a step says.
        instance: Where the run is kept; the one of the settings if not given.
        resource_overrides: Resources to use instead of our own.
    """
    config = PricesConfig(page_required=page_required, resume=resume)
    return _run(
        settings,
        DAILY_PRICES,
        ops={PRICES_STEP: config, **CHANGES_CONFIG},
        tags=range_tags(first, last),
        progress=progress,
        instance=instance,
        resource_overrides=resource_overrides,
    )


def run_everything(
    settings: Settings,
    first: date,
    last: date,
    *,
    page_required: bool = True,
    progress: Progress | None = None,
    instance: dg.DagsterInstance | None = None,
    resource_overrides: Mapping[str, Any] | None = None,
) -> JobReport:
    """Replicate the operational tables, read the months of the days, check, build, check, report.

    Args:
        settings: The settings.
        first: First day of prices, India calendar.
        last: Last day, included.
        page_required: Fail where the page cannot be reached; otherwise warn and go on.
        progress: Called with a line at the start of each step and for what a step says.
        instance: Where the run is kept; the one of the settings if not given.
        resource_overrides: Resources to use instead of our own.
    """
    return _run(
        settings,
        EVERYTHING,
        ops={
            PRICES_STEP: PricesConfig(page_required=page_required),
            **CHANGES_CONFIG,
            **SINCE_LAST_CONFIG,
        },
        tags=range_tags(first, last),
        progress=progress,
        instance=instance,
        resource_overrides=resource_overrides,
    )


def run_full_refresh(
    settings: Settings,
    *,
    progress: Progress | None = None,
    instance: dg.DagsterInstance | None = None,
    resource_overrides: Mapping[str, Any] | None = None,
) -> JobReport:
    """Load zones and archive, build all models from nothing, check, report.

    Of daily models Dagster is told the days of the running and the previous month only: all
    days since 2009 are built, and would be a record each.
    """
    return _run(
        settings,
        FULL_REFRESH,
        ops=FULL_REFRESH_CONFIG,
        tags=range_tags(*days_to_read(today_ist())),
        progress=progress,
        instance=instance,
        resource_overrides=resource_overrides,
    )


def _run(
    settings: Settings,
    job_name: str,
    *,
    ops: Mapping[str, dg.Config],
    tags: Mapping[str, str],
    progress: Progress | None,
    instance: dg.DagsterInstance | None,
    resource_overrides: Mapping[str, Any] | None,
) -> JobReport:
    listener = _Listener(progress)
    definitions = build_definitions(
        settings,
        # Somebody is waiting for the answer, and can start again.
        resource_overrides={"retries": NO_RETRIES, **(resource_overrides or {})},
        loggers={"listener": dg.LoggerDefinition(listener.logger)},
    )
    with ExitStack() as stack:
        stack.enter_context(environment(BATCHES))
        instance = instance or stack.enter_context(open_instance(settings))
        end_abandoned_runs(instance)
        result = definitions.resolve_job_def(job_name).execute_in_process(
            run_config=dg.RunConfig(ops=dict(ops), loggers={"listener": {}}),
            instance=instance,
            tags={**tags, **process_tag()},
            raise_on_error=False,
        )
        report = _report(result, instance, tuple(listener.warnings))
    alerts = Alerts(settings)
    if report.succeeded:
        alerts.run_succeeded(job_name)
    else:
        alerts.run_failed(job_name, report.run_id, report.failed_steps)
    return report


def _report(
    result: dg.ExecuteInProcessResult, instance: dg.DagsterInstance, warnings: tuple[str, ...]
) -> JobReport:
    steps = sorted(
        instance.get_run_step_stats(result.run_id), key=lambda step: step.start_time or 0
    )
    evaluations = result.get_asset_check_evaluations()
    return JobReport(
        run_id=result.run_id,
        succeeded=result.success,
        step_seconds={
            step.step_key: step.end_time - step.start_time
            for step in steps
            if step.start_time and step.end_time
        },
        failed_steps=tuple(failed_steps(result.all_events)),
        failed_checks=tuple(
            FailedCheck(
                name=each.check_name,
                asset=each.asset_key.to_user_string(),
                message=each.description or "",
                is_blocking=is_blocking(each),
            )
            for each in evaluations
            if not each.passed
        ),
        checks_count=len(evaluations),
        warnings=warnings,
    )


class _Listener(logging.Handler):
    """Hears what a run says, instead of Dagster's console."""

    def __init__(self, progress: Progress | None) -> None:
        super().__init__(logging.DEBUG)
        self.warnings: list[str] = []
        self._progress = progress
        # dbt's output is turned aside while it runs; what we say is not.
        self._terminal = sys.stdout

    def logger(self, _context: dg.InitLoggerContext) -> logging.Logger:
        """Return a logger that nobody but this run logs to."""
        logger = logging.Logger("poultryco.run", logging.DEBUG)  # noqa: LOG001
        logger.addHandler(self)
        return logger

    def emit(self, record: logging.LogRecord) -> None:
        """Keep warnings; pass on which step begins and what steps say."""
        about = record.__dict__.get("dagster_meta", {})
        event, said = about.get("dagster_event"), str(about.get("orig_message"))
        if event is not None and event.is_step_start:
            said = str(event.step_key)
        elif event is not None or record.levelno < logging.INFO:
            return
        elif record.levelno >= logging.WARNING:
            self.warnings.append(said)
        if self._progress is not None:
            with redirect_stdout(self._terminal):
                self._progress(said)
