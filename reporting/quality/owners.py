"""What fails of an owner's checks, as a file for a spreadsheet. Pure."""

import csv
import io
from collections.abc import Iterable

from reporting.quality.view import Failure

HEADER = ("check", "table", "severity", "since", "rows failing", "remedy", "sample keys")
# A spreadsheet takes a cell that begins like this for a formula, and runs it.
FORMULA = ("=", "+", "-", "@", "\t", "\r")


def owner_csv(failures: Iterable[Failure]) -> str:
    """Return the failures as CSV, `since` in UTC; only the header where nothing fails."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(HEADER)
    for failure in failures:
        check = failure.check
        cells = (
            check.check_name,
            check.table,
            check.severity,
            failure.since.isoformat(timespec="seconds"),
            "" if check.rows_failing is None else check.rows_failing,
            failure.remedy,
            "; ".join(failure.sample_keys),
        )
        writer.writerow([_cell(value) for value in cells])
    return text.getvalue()


def _cell(value: object) -> str:
    text = str(value)
    return f"'{text}" if text.startswith(FORMULA) else text
