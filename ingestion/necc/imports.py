"""What the import of the archive and of a person's file have in common, once cells are staged."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

import psycopg

from ingestion.necc.cells import CellCounts, apply_cells, transaction_time
from ingestion.necc.run_log import Outcome, RunContext, write_log

SUMMARY = "select min(date), max(date), count(distinct zone_id) from incoming_cells"


@dataclass(frozen=True, slots=True)
class ImportReport:
    """What an import did. `counts` are cells; `new_zones` are names that wait for a review."""

    counts: CellCounts
    first_date: date
    last_date: date
    zone_count: int
    new_zones: tuple[str, ...]

    @property
    def price_count(self) -> int:
        """How many prices were read, whatever became of them."""
        counts = self.counts
        return counts.inserted + counts.updated + counts.unchanged + counts.kept


def apply_import(
    connection: psycopg.Connection, run: RunContext, new_zones: Sequence[str]
) -> ImportReport:
    """Apply the staged cells, log the run and say what was done. Needs `cells.begin`."""
    counts = apply_cells(connection, seen_at=transaction_time(connection), sheet_id=None)
    (first, last, zone_count) = connection.execute(SUMMARY).fetchall()[0]
    outcome = Outcome(
        status="partial" if new_zones else "success",
        zone_count=zone_count,
        counts=counts,
        zones_added=len(new_zones),
        errors=len(new_zones),
        details={"new_zones": list(new_zones)} if new_zones else {},
    )
    write_log(connection, run, outcome)
    return ImportReport(counts, first, last, zone_count, tuple(new_zones))
