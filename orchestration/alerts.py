"""One alert for each incident: to the log, and to a webhook if one is set.

An incident is a step of a job that fails. It is told when it opens, counted while it lasts,
and told again when the job succeeds. An alert that cannot be delivered breaks nothing.
"""

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import dagster as dg
import requests

from database.errors import PlatformError
from database.settings import Settings
from orchestration import incidents
from orchestration.resources import Warehouse

logger = logging.getLogger("poultryco.alerts")

CREDENTIALS = re.compile(r"(://[^/\s:@]*):[^@\s]*@")
LONGEST_CAUSE = 1500
SECONDS_TO_DELIVER = (5, 10)


@dataclass(frozen=True, slots=True)
class FailedStep:
    """What broke in a run, and the error in words. `name` is empty for the run as a whole."""

    name: str
    cause: str


@dataclass(frozen=True, slots=True)
class Alerts:
    """Tells people about runs of jobs."""

    settings: Settings

    def run_failed(self, job_name: str, run_id: str, steps: Sequence[FailedStep]) -> list[str]:
        """Record what failed; return and send the messages about what is new.

        Where the warehouse is away nothing can be recorded, and everything is told.
        """
        messages = {
            f"{job_name}/{step.name}": self._redacted(_failure_message(job_name, run_id, step))
            for step in steps
        }
        try:
            with Warehouse(self.settings).connection() as connection:
                seen = [incidents.see(connection, *incident) for incident in messages.items()]
        except PlatformError as error:
            logger.error("incidents cannot be recorded: %s", error.what)  # noqa: TRY400
            return self._send(list(messages.values()))
        return self._send([incident.message for incident in seen if incident.is_new])

    def run_succeeded(self, job_name: str) -> list[str]:
        """Close the job's incidents; return and send the messages about those that were open."""
        with Warehouse(self.settings).connection() as connection:
            closed = incidents.close(connection, f"{job_name}/")
        return self._send([_recovery_message(incident) for incident in closed])

    def _send(self, messages: list[str]) -> list[str]:
        for message in messages:
            logger.warning(message)
            if self.settings.webhook_url is not None:
                _post(self.settings.webhook_url.get_secret_value(), message)
        return messages

    def _redacted(self, text: str) -> str:
        """Take out passwords and the addresses that hold them."""
        known = (
            self.settings.warehouse_url,
            self.settings.source_url,
            self.settings.maintenance_url,
            self.settings.webhook_url,
        )
        for secret in known:
            if secret is not None:
                text = text.replace(secret.get_secret_value(), "(address)")
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
    times = f"{incident.occurrences} time{'s' if incident.occurrences > 1 else ''}"
    where = incident.key.rstrip("/").replace("/", " at ")
    return (
        f"PoultryCo: {where} works again; it failed {times}"
        f" since {incident.opened_at:%Y-%m-%d %H:%M} UTC"
    )


def _post(address: str, message: str) -> None:
    """Post in the form that Slack and its like understand; never raise, never name the address."""
    try:
        answer = requests.post(address, json={"text": message}, timeout=SECONDS_TO_DELIVER)
        if not answer.ok:
            logger.error("the webhook of alerts answered with status %s", answer.status_code)
    except requests.RequestException as error:
        # A traceback would hold the address, which is a secret.
        logger.error("the webhook of alerts was not reached: %s", type(error).__name__)  # noqa: TRY400
