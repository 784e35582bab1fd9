"""How an error of the platform becomes a retry or a failure of a Dagster step.

Only errors that may pass by themselves are tried again; a page whose layout changed would
fail the same way a thousand times. An error that is none of ours is a defect and fails at once.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

import dagster as dg

from database.errors import PlatformError


@dataclass(frozen=True, slots=True)
class Retries:
    """How often, and after how many seconds, a step is tried again when its error may pass."""

    most: int = 2
    seconds: float = 300.0

    def outcome_of(self, error: PlatformError, *, tried: int) -> Exception:
        """Return what a step raises for `error` after `tried` retries."""
        if error.is_transient and tried < self.most:
            return dg.RetryRequested(max_retries=self.most, seconds_to_wait=self.seconds)
        notes = "".join(f"\n  note:     {note}" for note in getattr(error, "__notes__", []))
        return dg.Failure(
            description=f"{error}{notes}",
            metadata={"error": type(error).__name__, "may pass by itself": error.is_transient},
            allow_retries=False,
        )


NO_RETRIES = Retries(most=0)


@contextmanager
def told_to_dagster(
    context: dg.AssetExecutionContext | dg.AssetCheckExecutionContext | dg.OpExecutionContext,
    retries: Retries,
) -> Iterator[None]:
    """Turn an error of the platform into a retry or a failure of the running step."""
    try:
        yield
    except PlatformError as error:
        op = context if isinstance(context, dg.OpExecutionContext) else context.op_execution_context
        raise retries.outcome_of(error, tried=op.retry_number) from error
