"""How each table will be read, and why: from catalogs, sizes and what the last run left."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from enum import StrEnum

from ingestion.operational.matching import Match
from ingestion.operational.source import SourceColumn, SourceTable
from ingestion.operational.state import ReplicaState

# Below this a table is hashed whole at the source in each run, and copied whole when it differs:
# 8 MB take 0.1 s.
SMALL_BYTES = 8 * 1024 * 1024
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
        is_first: Core holds nothing of it yet.
        since: Rows whose cursor is at least this are read; only when incremental.
    """

    match: Match
    strategy: Strategy
    reason: str
    bytes: int = 0
    cursor: str | None = None
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
    is_full: bool = False,
    is_verifying: bool = False,
) -> list[TablePlan]:
    """Return a plan for each table, the largest first.

    Args:
        matches: The tables, as `matching` found them.
        source: The source's tables.
        states: What is known of the replicas, by table.
        is_full: Read every table whole.
        is_verifying: Compare every row of those that are not.
    """
    plans = [_planned(match, source, states.get(match.table), is_full) for match in matches]
    if is_verifying:
        plans = [_verifying(plan) for plan in plans]
    return sorted(plans, key=lambda plan: (-plan.bytes, plan.table))


def _planned(
    match: Match,
    source: Mapping[str, SourceTable],
    state: ReplicaState | None,
    is_full: bool,
) -> TablePlan:
    if match.source_name is None:
        return TablePlan(match, Strategy.ABSENT, "the source has no such table")
    there = source[match.source_name]
    cursor = _cursor(match, there.columns)
    if state is None or state.instant is None:
        return TablePlan(match, Strategy.FULL, "never read", there.bytes, cursor, is_first=True)
    reason = _reason_for_all(match, there, state, is_full)
    if reason is not None:
        return TablePlan(match, Strategy.FULL, reason, there.bytes, cursor)
    if cursor is None:
        reason = f"neither {' nor '.join(CURSORS)} is there, required and indexed"
        return TablePlan(match, Strategy.BUCKETS, reason, there.bytes)
    reason = f"by {cursor}"
    return TablePlan(
        match, Strategy.INCREMENTAL, reason, there.bytes, cursor, since=state.read_from
    )


def _reason_for_all(
    match: Match,
    there: SourceTable,
    state: ReplicaState,
    is_full: bool,
) -> str | None:
    if is_full:
        return "asked for"
    if set(match.travelling) - set(state.source_columns):
        return "has new columns"
    return "small" if there.bytes < SMALL_BYTES else None


def _verifying(plan: TablePlan) -> TablePlan:
    if plan.strategy is not Strategy.INCREMENTAL:
        return plan
    return replace(plan, strategy=Strategy.BUCKETS, reason="verifying", since=None)


def _cursor(match: Match, columns: Mapping[str, SourceColumn]) -> str | None:
    """Return the column that tells what is new: `updated_at` where there is one."""
    for name in CURSORS:
        column = columns.get(name)
        if column is not None and name in match.travelling:
            usable = column.type == CURSOR_TYPE and column.is_required and column.is_indexed
            return name if usable else None
    return None
