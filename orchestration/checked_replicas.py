"""Holds a run to the replicas that it has checked: it builds of these, or stops.

Jobs follow each other, but anybody may replicate from a shell between the checks of a run and its
build. While a build runs, no replication publishes; see `database.locks`.
"""

from collections.abc import Iterable
from datetime import datetime

import dagster as dg

from database.check_results import CheckResult
from database.connections import connect
from database.errors import PlatformError

TAG = "poultryco/checked_instant"
NEWEST = "select max(instant) from quality.replica_state"


class UncheckedReplicasError(PlatformError):
    """The replicas are at a later instant than the one that this run has checked."""


def remember_checked(
    context: dg.AssetCheckExecutionContext, results: Iterable[CheckResult]
) -> None:
    """Write the instant of the replicas that were checked into the tags of the run."""
    instants = [each.instant for each in results if each.instant is not None]
    if instants:
        run_id = context.op_execution_context.run_id
        context.instance.add_run_tags(run_id, {TAG: max(instants).isoformat()})


def require_checked(context: dg.AssetExecutionContext, url: str) -> None:
    """Compare the replicas with those that this run has checked, if it has checked any.

    Raises:
        UncheckedReplicasError: They are newer.
    """
    run = context.instance.get_run_by_id(context.run.run_id)
    checked = run.tags.get(TAG) if run else None
    if checked is None:
        return
    with connect(url, read_only=True) as connection:
        [(newest,)] = connection.execute(NEWEST).fetchall()
    if newest > datetime.fromisoformat(checked):
        raise UncheckedReplicasError(
            "Nothing was built: another replication came between the checks and the build",
            expected=f"core at {checked}, as this run has checked it",
            found=f"core at {newest.isoformat()}",
            remedy="launch the run again: it checks what came; what readers see stays as it was",
        )
