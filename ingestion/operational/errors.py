"""What can go wrong between the operational database and its replicas.

Only the kinds of errors live here, because callers treat them differently: one that may pass is
tried again, others need a person. What is wrong with a single table is data, not an error: see
`matching.Drift`.
"""

from typing import ClassVar

from database.errors import PlatformError


class ReplicationError(PlatformError):
    """Replication failed, and trying again will not change that. `core` is as it was."""


class ReplicationInterruptedError(ReplicationError):
    """A connection was lost or a lock not given. `core` is as it was; the next run completes it."""

    is_transient: ClassVar[bool] = True


class NotReconciledError(ReplicationError):
    """A table differs from its source after it was copied and repaired. `core` is as it was."""
