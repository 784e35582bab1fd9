"""What a run or an import of egg prices looks like on a terminal."""

from collections.abc import Iterator

from rich.table import Table

from ingestion.necc.imports import ImportReport
from ingestion.necc.run_report import MonthReport, MonthStatus, RunReport

MONTHS_SHOWN = 24
REVIEW = "see docs/cookbooks/review_a_zone.md"


def run_table(report: RunReport) -> Table:
    """Return a table of the months of a run; of a long run only the last and the failed ones."""
    table = Table(title=f"run {report.execution_id}", title_justify="left")
    table.add_column("month")
    table.add_column("result")
    for header in ("new", "corrected", "vanished", "unchanged", "refused"):
        table.add_column(header, justify="right")
    recent = report.months[-MONTHS_SHOWN:]
    for month in report.months:
        if month in recent or month.status is MonthStatus.FAILED:
            table.add_row(f"{month.month:%Y-%m}", _result(month), *_numbers([month]))
    table.add_section()
    table.add_row("all", f"{len(report.months)} months", *_numbers(report.months))
    return table


def run_lines(report: RunReport) -> Iterator[str]:
    """Yield what deserves a sentence: why months failed, names that wait for a review."""
    for month in report.failed if len(report.failed) > 1 else ():
        if month.error is not None:
            yield f"{month.month:%Y-%m}: {month.error.what}; found {month.error.found}"
    new_zones = sorted({name for load in report.loads for name in load.new_zones})
    if new_zones:
        yield f"zones that wait for a review: {', '.join(new_zones)}; {REVIEW}"


def describe_import(report: ImportReport) -> str:
    """Return what an import did, in a few lines."""
    counts = report.counts
    read = f"{report.price_count:,} prices of {report.zone_count} zones"
    new = f"{counts.inserted:,} new, {counts.updated:,} corrected, {counts.unchanged:,} unchanged"
    lines = [
        f"{read}, {report.first_date} to {report.last_date}",
        f"{new}, {counts.kept:,} left to a stronger source",
    ]
    if report.new_zones:
        names = ", ".join(report.new_zones)
        lines.append(f"zones that wait for a review: {names}; {REVIEW}")
    return "\n".join(lines)


def _result(month: MonthReport) -> str:
    if month.status is MonthStatus.SKIPPED:
        return "nothing to do"
    if month.load is not None and month.load.is_superseded:
        return "a newer sheet is loaded"
    return month.status.value


def _numbers(months: list[MonthReport] | tuple[MonthReport, ...]) -> list[str]:
    loads = [month.load for month in months if month.load is not None]
    return [
        f"{sum(numbers):,}" if loads else ""
        for numbers in (
            [load.counts.inserted for load in loads],
            [load.counts.updated for load in loads],
            [load.counts.vanished for load in loads],
            [load.counts.unchanged + load.counts.kept for load in loads],
            [load.rejected for load in loads],
        )
    ]
