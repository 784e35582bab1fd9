"""One alert for each incident: to the log, and to the channels that are set.

An incident is a step of a job that fails, or a check. It is told when it opens, counted while it
lasts, and told again when the job succeeds or the check passes. Checks are told to their owners,
a message an owner; a step that only they stopped is not told beside them. An alert that cannot be
recorded or delivered breaks nothing: it is sent at once, or waits for the next run.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from itertools import groupby

import dagster as dg
import psycopg
from dagster._core.errors import DagsterAssetCheckFailedError

from database.errors import PlatformError
from database.settings import Settings
from expectations.freshness import record_freshness
from orchestration import incidents
from orchestration.channels import channels
from orchestration.resources import Warehouse

logger = logging.getLogger("poultryco.alerts")

CREDENTIALS = re.compile(r"(://[^/\s:@]*):[^@\s]*@")
LONGEST_CAUSE = 1500
LONGEST_LINE = 300
CHECKS_LISTED = 20
# A sensor has a minute for all it does: whoever locks the tables of incidents is not waited for.
LOCK_TIMEOUT = "set local lock_timeout = '5s'"
CANNOT_RECORD = (PlatformError, psycopg.Error)


@dataclass(frozen=True, slots=True)
class FailedStep:
    """What broke in a run, and the error in words. `name` is empty for the run as a whole.

    `stopped_by` are the tables whose blocking checks failed, if nothing else broke the step.
    """

    name: str
    cause: str
    stopped_by: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Alerts:
    """Tells people about runs of jobs, and about checks whoever asked them."""

    settings: Settings

    def run_failed(self, job_name: str, run_id: str, steps: Sequence[FailedStep]) -> list[str]:
        """Record what failed; return and send the messages about what is new.

        Where the warehouse is away or takes nothing, every step is told, and at once.
        """
        told = {step: self._redacted(_failure_message(job_name, run_id, step)) for step in steps}
        try:
            with self._transaction() as connection:
                of_checks = self._of_checks(connection)
                of_steps = _see_steps(connection, job_name, told)
                messages = [*of_steps, *of_checks]
                incidents.keep_alerts(connection, list(channels(self.settings)), messages)
        except CANNOT_RECORD as error:
            logger.error("incidents cannot be recorded: %s", _kind(error))  # noqa: TRY400
            return self._send_at_once(list(told.values()))
        return self._deliver(messages)

    def run_succeeded(self, job_name: str) -> list[str]:
        """Close the job's incidents; return and send the messages about those that were open.

        Where the warehouse is away or takes nothing, they stay open until the next success.
        """
        try:
            with self._transaction() as connection:
                closed = incidents.close(connection, f"{job_name}/")
                messages = [_recovery_message(incident) for incident in closed]
                messages += self._of_checks(connection)
                incidents.keep_alerts(connection, list(channels(self.settings)), messages)
        except CANNOT_RECORD as error:
            logger.error("incidents cannot be closed: %s", _kind(error))  # noqa: TRY400
            return []
        return self._deliver(messages)

    @contextmanager
    def _transaction(self) -> Iterator[psycopg.Connection]:
        """Yield a connection in a transaction: incidents and their messages, all or none."""
        with Warehouse(self.settings).connection() as connection, connection.transaction():
            connection.execute(LOCK_TIMEOUT)
            yield connection

    def _of_checks(self, connection: psycopg.Connection) -> list[str]:
        """Return messages about checks that broke or hold again, one an owner.

        What cannot be recorded of checks is undone by itself, and waits for the next run.
        """
        try:
            with connection.transaction():
                record_freshness(connection)
                new = incidents.see_checks(connection)
                over = incidents.close_checks(connection)
        except psycopg.Error as error:
            logger.error("incidents of checks cannot be recorded: %s", _kind(error))  # noqa: TRY400
            return []
        broken = _by_owner(new, ("fails", "fail"), _broken_line)
        mended = _by_owner(over, ("holds again", "hold again"), _mended_line)
        return [self._redacted(message) for message in [*broken, *mended]]

    def _deliver(self, messages: list[str]) -> list[str]:
        """Log the messages and deliver whatever waits, of earlier runs too."""
        for message in messages:
            logger.warning(message)
        for channel in channels(self.settings):
            try:
                with Warehouse(self.settings).connection() as connection:
                    incidents.deliver_alerts(connection, channel)
            except CANNOT_RECORD as error:
                logger.error("alerts wait for %s: %s", channel.name, _kind(error))  # noqa: TRY400
        return messages

    def _send_at_once(self, messages: list[str]) -> list[str]:
        for message in messages:
            logger.warning(message)
            for channel in channels(self.settings):
                channel.deliver(message)
        return messages

    def _redacted(self, text: str) -> str:
        """Take out passwords and the addresses that hold them."""
        known = [
            secret.get_secret_value()
            for secret in (
                self.settings.warehouse_url,
                self.settings.source_url,
                self.settings.maintenance_url,
            )
            if secret is not None
        ]
        for address in [*known, *(channel.address for channel in channels(self.settings))]:
            text = text.replace(address, "(address)")
        return CREDENTIALS.sub(r"\1:***@", text)


def failed_steps(events: Iterable[dg.DagsterEvent]) -> Iterator[FailedStep]:
    """Yield the steps that failed, the innermost cause in words.

    Args:
        events: Those of a run, with its failures of steps and evaluations of checks.
    """
    known = list(events)
    for event in known:
        if event.is_step_failure:
            yield FailedStep(str(event.step_key), _cause(event), _stopped_by(event, known))


def is_blocking(evaluation: dg.AssetCheckEvaluation) -> bool:
    """Whether a check failed such that what is downstream does not run."""
    is_error = evaluation.severity is dg.AssetCheckSeverity.ERROR
    return not evaluation.passed and is_error and bool(evaluation.blocking)


def _stopped_by(failure: dg.DagsterEvent, events: Iterable[dg.DagsterEvent]) -> frozenset[str]:
    error = failure.step_failure_data.error
    if error is None or error.cls_name != DagsterAssetCheckFailedError.__name__:
        return frozenset()
    evaluations = (
        event.asset_check_evaluation_data
        for event in events
        if event.event_type is dg.DagsterEventType.ASSET_CHECK_EVALUATION
        and event.step_key == failure.step_key
    )
    return frozenset(".".join(each.asset_key.path) for each in evaluations if is_blocking(each))


def _see_steps(
    connection: psycopg.Connection, job_name: str, told: Mapping[FailedStep, str]
) -> list[str]:
    """Open or count the incidents of steps; return the messages of those that are new.

    Args:
        connection: A transaction in which the checks have been seen already.
        job_name: The job.
        told: What there is to say of each step.
    """
    known = incidents.tables_told_of(connection)
    seen = [
        incidents.see(connection, f"{job_name}/{step.name}", message)
        for step, message in told.items()
        if not (step.stopped_by and step.stopped_by <= known)
    ]
    return [incident.message for incident in seen if incident.is_new]


def _kind(error: Exception) -> str:
    """Say what sort of error it is. The words of PostgreSQL quote rows and addresses."""
    return error.what if isinstance(error, PlatformError) else type(error).__name__


def _cause(event: dg.DagsterEvent) -> str:
    data = event.step_failure_data
    if data.user_failure_data is not None and data.user_failure_data.description:
        return data.user_failure_data.description
    error = data.error
    while error is not None and error.cause is not None:
        error = error.cause
    return error.message.strip() if error is not None else "no message"


def _failure_message(job_name: str, run_id: str, step: FailedStep) -> str:
    where = f" at {step.name}" if step.name else ""
    cause = step.cause[:LONGEST_CAUSE]
    return f"PoultryCo: {job_name} failed{where}\n{cause}\nrun {run_id}"


def _recovery_message(incident: incidents.Incident) -> str:
    where = incident.key.rstrip("/").replace("/", " at ")
    return f"PoultryCo: {where} works again; it {_how_often(incident)}"


def _how_often(incident: incidents.Incident) -> str:
    times = f"{incident.occurrences} time{'s' if incident.occurrences > 1 else ''}"
    return f"failed {times} since {incident.opened_at:%Y-%m-%d %H:%M} UTC"


def _broken_line(incident: incidents.Incident) -> str:
    return incident.message[:LONGEST_LINE]


def _mended_line(incident: incidents.Incident) -> str:
    return f"{incident.key.rpartition('/')[2]}, {_how_often(incident)}"


def _by_owner(
    of_checks: Iterable[incidents.Incident],
    verbs: tuple[str, str],
    line: Callable[[incidents.Incident], str],
) -> Iterator[str]:
    """Yield a message an owner: how many of its checks, and the first of them.

    Args:
        of_checks: Incidents of checks.
        verbs: What they do, one of them and several.
        line: Says what there is to say of one.
    """
    ordered = sorted(of_checks, key=lambda incident: (incident.owner, incident.message))
    for owner, group in groupby(ordered, key=lambda incident: incident.owner):
        lines = [line(incident) for incident in group]
        one, several = verbs
        said = f"1 check {one}" if len(lines) == 1 else f"{len(lines)} checks {several}"
        more = len(lines) - CHECKS_LISTED
        listed = [*lines[:CHECKS_LISTED], *([f"and {more} more"] if more > 0 else [])]
        yield "\n".join([f"PoultryCo: {said}, owner {owner}", *listed])
