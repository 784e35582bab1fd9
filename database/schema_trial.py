"""Tries the whole schema on a database of its own: up, down, up again, compared, checked."""

import time
from collections.abc import Callable
from dataclasses import dataclass

from database.catalog_reading import read_catalog
from database.connections import connect
from database.dictionary import differences, read_dictionary
from database.migrations import DOWN_SUFFIX, read_migrations
from database.schema_changes import MIGRATIONS, migrate_schema, roll_back
from database.scratch import scratch_database
from database.seeding import seed
from database.validation import validate
from database.validation_rules import Finding


@dataclass(frozen=True, slots=True)
class TrialReport:
    """What came of a trial.

    Attributes:
        files: How many files were applied.
        seconds: How long they took.
        seeded_rows: Rows of reference data.
        taken_back: Migrations that were taken back and applied again.
        differences: Where the schema is not what the committed dictionary says.
        findings: Rules that do not hold.
    """

    files: int
    seconds: float
    seeded_rows: int
    taken_back: list[str]
    differences: list[str]
    findings: list[Finding]

    @property
    def is_good(self) -> bool:
        """Whether the schema is as it is described, and obeys the rules."""
        return not self.differences and not self.findings


def try_schema(url: str, *, progress: Callable[[str], None] | None = None) -> TrialReport:
    """Run every file on a scratch database of the server of `url`, which is not touched itself.

    Raises:
        DatabaseUnreachableError: The server does not answer.
        MigrationError: A file fails.
        SeedError: The reference data does not fit.
        DictionaryError: No dictionary is committed.
    """
    with scratch_database(url) as scratch:
        began = time.monotonic()
        applied = migrate_schema(scratch, progress=progress)
        seconds = time.monotonic() - began
        rows = sum(report.rows for report in seed(scratch))
        taken_back = _down_and_up(scratch)
        with connect(scratch, read_only=True) as connection:
            catalog = read_catalog(connection)
    return TrialReport(
        files=len(applied),
        seconds=seconds,
        seeded_rows=rows,
        taken_back=taken_back,
        differences=differences(read_dictionary(), catalog),
        findings=validate(catalog),
    )


def _down_and_up(url: str) -> list[str]:
    """Take back what can be taken back, newest first, and apply it again."""
    taken_back = []
    for each in reversed(read_migrations(MIGRATIONS)):
        if not (MIGRATIONS / each.name.replace(".sql", DOWN_SUFFIX)).exists():
            break
        taken_back.append(roll_back(url))
    if taken_back:
        migrate_schema(url)
    return taken_back
