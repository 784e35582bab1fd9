"""What a run proved, as results of checks: one a table, and one on the source's drift.

Written after the run, in words that a person who knows none of this can act on. A run whose proof
failed is recorded too: `core` is as it was, and the results say which table kept it there.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from uuid import UUID, uuid4

from database.catalog import Catalog
from database.check_results import CheckResult, Status, code_version
from ingestion.operational.matching import Drift
from ingestion.operational.plan import TablePlan
from ingestion.operational.publishing import Difference, Published

TOOL = "reconciliation"
SUITE = "core"
OWNER = "data-platform"
DRIFT_CHECK = "source_follows_the_dictionary"
# What the drift check is about: no single table.
WHOLE_SOURCE = "operational_source"


def table_check(table: str) -> str:
    """Return the name of the check that a table of core equals its source."""
    return f"{table}_equals_its_source"


@dataclass(frozen=True, slots=True)
class Record:
    """Makes the results of one run.

    Attributes:
        dictionary: Says who owns a table.
        instant: The instant of the source that was looked at.
        run_id: What the results of the run share.
        checked_at: When they were made.
    """

    dictionary: Catalog
    instant: datetime
    run_id: UUID = field(default_factory=uuid4)
    checked_at: datetime = field(default_factory=lambda: datetime.now(UTC))

    def proven(self, published: Iterable[Published]) -> list[CheckResult]:
        """Return the result of each table of a run that was published."""
        return [
            self._of_table(
                each.table,
                status="passed" if each.is_reconciled else "skipped",
                message=each.message + ("; it was read twice" if each.is_repaired else ""),
                rows_checked=each.rows,
                seconds=each.seconds,
            )
            for each in published
        ]

    def refused(self, plans: Iterable[TablePlan], differing: Difference) -> list[CheckResult]:
        """Return the result of each table of a run that is undone because one differs."""
        waiting = f"not published, because core.{differing.table} differs from its source"
        return [
            self._of_table(
                each.table, status="failed", message=differing.message, samples=differing.keys
            )
            if each.table == differing.table
            else self._of_table(each.table, status="skipped", message=waiting)
            for each in plans
        ]

    def drifted(self, drift: Sequence[Drift], tables_count: int) -> CheckResult:
        """Return the result on how the source differs from the dictionary."""
        found = "; ".join(f"{each.kind}: {each.message}" for each in drift)
        return CheckResult(
            **self._shared(),
            check_name=DRIFT_CHECK,
            kind="drift",
            table_name=WHOLE_SOURCE,
            owner=OWNER,
            severity="error" if any(each.stops_table for each in drift) else "warning",
            status="failed" if drift else "passed",
            message=found or f"{tables_count} tables are as the dictionary says",
            rows_checked=tables_count,
            rows_failing=len(drift),
            samples=[
                {"difference": each.kind, "table": each.table, "column": each.column}
                for each in drift
            ],
            seconds=0.0,
        )

    def _of_table(
        self,
        table: str,
        *,
        status: Status,
        message: str,
        rows_checked: int | None = None,
        seconds: float = 0.0,
        samples: Sequence[dict[str, str]] = (),
    ) -> CheckResult:
        return CheckResult(
            **self._shared(),
            check_name=table_check(table),
            kind=TOOL,
            module=(self.dictionary.tables[table].module or "").rstrip("_"),
            table_name=table,
            owner=self.dictionary.owner_of(table) or OWNER,
            severity="error",
            status=status,
            message=message,
            rows_checked=rows_checked,
            rows_failing=None,
            samples=list(samples),
            seconds=seconds,
        )

    def _shared(self) -> dict[str, Any]:
        return {
            "run_id": self.run_id,
            "tool": TOOL,
            "suite": SUITE,
            "schema_name": SUITE,
            "query": "",
            "code_version": code_version(),
            "instant": self.instant,
            "checked_at": self.checked_at,
        }
