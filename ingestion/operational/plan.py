"""How each table will be read, and why: from catalogs, sizes and what the last run left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ingestion.operational.matching import Match
from ingestion.operational.source import SourceColumn, SourceTable
from ingestion.operational.state import ReplicaState

CURSORS = ("updated_at", "created_at")
CURSOR_TYPE = "timestamp with time zone"


class Strategy(StrEnum):
    """How a table is read."""

    FULL = "full"
    INCREMENTAL = "incremental"
    BUCKETS = "buckets"
    ABSENT = "absent"


@dataclass(frozen=True, slots=True)
class TablePlan:
    """How one table will be read. Key: table.

    Attributes:
        match: What it is read from, with which columns.
        strategy: How.
        reason: Why so, in words.
        bytes: Size of its rows at the source.
        cursor: The column that tells what is new, where there is one.
        is_left_if_same: It is not read if its rows at the source are those of the last run.
        is_first: Core holds nothing of it yet.
        since: Rows whose cursor is at least this are read; only when incremental.
    """

    match: Match
    strategy: Strategy
    reason: str
    bytes: int = 0
    cursor: str | None = None
    is_left_if_same: bool = False
    is_first: bool = False
    since: datetime | None = None

    @property
    def is_readable(self) -> bool:
        """Whether its source is there and fits."""
        return self.strategy is not Strategy.ABSENT and self.match.problem is None

    @property
    def table(self) -> str:
        """The table of core."""
        return self.match.table


def plan_tables(
    matches: list[Match],
    source: Mapping[str, SourceTable],
    states: Mapping[str, ReplicaState],
    *,
    small_bytes: int,
    is_full: bool = False,
    is_verifying: bool = False,
) -> list[TablePlan]:
    """Return a plan for each table, the largest first.

    Args:
        matches: The tables, as `matching` found them.
        source: The source's tables.
        states: What is known of the replicas, by table.
        small_bytes: A table of less than this is small.
        is_full: Read every table whole.
        is_verifying: Compare every row of those that are not.
    """
    plans = [
        _planned(match, source[match.source_name], states.get(match.table), small_bytes)
        if match.source_name is not None
        else TablePlan(match, Strategy.ABSENT, "the source has no such table")
        for match in matches
    ]
    if is_full or is_verifying:
        plans = [_thorough(plan, is_full=is_full) for plan in plans]
    return sorted(plans, key=lambda plan: (-plan.bytes, plan.table))


def _planned(
    match: Match, there: SourceTable, state: ReplicaState | None, small_bytes: int
) -> TablePlan:
    cursor = _cursor(match, there.columns)
    plan = TablePlan(match, Strategy.FULL, "never read", there.bytes, cursor)
    if state is None or state.instant is None:
        return replace(plan, is_first=True)
    if set(match.travelling) - set(state.source_columns):
        return replace(plan, reason="has new columns")
    if there.bytes < small_bytes:
        return replace(plan, reason="small", is_left_if_same=True)
    if cursor is None:
        reason = f"neither {' nor '.join(CURSORS)} is there and required"
        return replace(plan, strategy=Strategy.BUCKETS, reason=reason, is_left_if_same=True)
    return replace(
        plan, strategy=Strategy.INCREMENTAL, reason=f"by {cursor}", since=state.read_from
    )


def _thorough(plan: TablePlan, *, is_full: bool) -> TablePlan:
    """Return a plan that trusts nothing known from the last run."""
    if plan.strategy is Strategy.ABSENT or plan.is_first:
        return plan
    thorough = replace(plan, is_left_if_same=False, since=None)
    if is_full:
        return replace(thorough, strategy=Strategy.FULL, reason="asked for")
    if plan.strategy is Strategy.FULL and not plan.is_left_if_same:  # It has new columns.
        return plan
    return replace(thorough, strategy=Strategy.BUCKETS, reason="verifying")


def _cursor(match: Match, columns: Mapping[str, SourceColumn]) -> str | None:
    """Return the column that tells what is new: `updated_at` where there is one."""
    for name in CURSORS:
        column = columns.get(name)
        if column is not None and name in match.travelling:
            return name if column.type == CURSOR_TYPE and column.is_required else None
    return None
