"""One alert for each incident: to the log, and to the channels that are set.

An incident is a step of a job that fails, or a check. It is told when it opens, counted while it
lasts, and told again when the job succeeds or the check passes. Checks are told to their owners,
a message an owner. An alert that cannot be delivered breaks nothing and waits for the next run.
"""

import logging
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

import dagster as dg
import psycopg

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


@dataclass(frozen=True, slots=True)
class FailedStep:
    """What broke in a run, and the error in words. `name` is empty for the run as a whole."""

    name: str
    cause: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """Tells people about runs of jobs, and about checks whoever asked them."""

    settings: Settings

    def run_failed(self, job_name: str, run_id: str, steps: Sequence[FailedStep]) -> list[str]:
        """Record what failed; return and send the messages about what is new.

        Where the warehouse is away nothing can be recorded, and everything is told.
        """
        failed = {
            f"{job_name}/{step.name}": self._redacted(_failure_message(job_name, run_id, step))
            for step in steps
        }
        try:
            with Warehouse(self.settings).connection() as connection:
                seen = [incidents.see(connection, *incident) for incident in failed.items()]
                messages = [incident.message for incident in seen if incident.is_new]
                messages += self._of_checks(connection)
                incidents.keep_alerts(connection, list(channels(self.settings)), messages)
        except PlatformError as error:
            logger.error("incidents cannot be recorded: %s", error.what)  # noqa: TRY400
            return self._send_at_once(list(failed.values()))
        return self._deliver(messages)

    def run_succeeded(self, job_name: str) -> list[str]:
        """Close the job's incidents; return and send the messages about those that were open."""
        with Warehouse(self.settings).connection() as connection:
            closed = incidents.close(connection, f"{job_name}/")
            messages = [_recovery_message(incident) for incident in closed]
            messages += self._of_checks(connection)
            incidents.keep_alerts(connection, list(channels(self.settings)), messages)
        return self._deliver(messages)

    def _of_checks(self, connection: psycopg.Connection) -> list[str]:
        """Return messages about checks that broke or hold again, one an owner."""
        record_freshness(connection)
        new = incidents.see_checks(connection)
        over = incidents.close_checks(connection)
        broken = _by_owner(new, ("fails", "fail"), _broken_line)
        mended = _by_owner(over, ("holds again", "hold again"), _mended_line)
        return [self._redacted(message) for message in [*broken, *mended]]

    def _deliver(self, messages: list[str]) -> list[str]:
        """Log the messages and deliver whatever waits, of earlier runs too."""
        for message in messages:
            logger.warning(message)
        for channel in channels(self.settings):
            with Warehouse(self.settings).connection() as connection:
                incidents.deliver_alerts(connection, channel)
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


def failed_steps(events: Sequence[dg.DagsterEvent]) -> Iterator[FailedStep]:
    """Yield the steps that failed, the innermost cause in words."""
    for event in events:
        if event.is_step_failure:
            yield FailedStep(str(event.step_key), _cause(event))


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
