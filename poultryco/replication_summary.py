"""What `poultryco replicate` prints: the plan before a run, and what came of it after."""

from collections.abc import Iterable, Iterator, Sequence

from rich import box
from rich.console import RenderableType
from rich.table import Table
from rich.text import Text

from ingestion.operational.matching import Drift
from ingestion.operational.publishing import Published
from ingestion.operational.run import RunReport
from ingestion.operational.scene import Plan

NUMBERS = frozenset({"size", "rows", "inserted", "updated", "deleted", "bytes", "seconds"})
UNITS = ("B", "kB", "MB", "GB", "TB")
STEP = 1024


def plan_table(plan: Plan) -> Table:
    """Return how each table would be read."""
    table = _table("table", "strategy", "reason", "size", "since")
    table.columns[0].min_width = _longest(each.table for each in plan.tables)
    for each in plan.tables:
        is_stopped = each.match.problem is not None
        table.add_row(
            each.table,
            "stopped" if is_stopped else each.strategy.value,
            each.match.problem or each.reason,
            size(each.bytes),
            f"{each.since:%Y-%m-%d %H:%M:%S}" if each.since else "",
            style="red" if is_stopped else None,
        )
    return table


def report_lines(report: RunReport) -> Iterator[RenderableType]:
    """Yield what a run did: tables that changed, drift, totals."""
    told = [each for each in report.tables if _is_told(each)]
    if told:
        yield _changes(told)
    yield from drift_lines(report.drift)
    yield _totals(report)


def drift_lines(drift: Sequence[Drift]) -> Iterator[Text]:
    """Yield a line for each difference between source and dictionary."""
    for each in drift:
        word, style = ("stopped", "red") if each.stops_table else ("warning", "yellow")
        yield Text.assemble((word, style), f"  {each.table}: {each.kind}: {each.message}")


def size(count: int) -> str:
    """Return a number of bytes in the unit that suits it."""
    amount, unit = float(count), 0
    while amount >= STEP and unit < len(UNITS) - 1:
        amount, unit = amount / STEP, unit + 1
    return (
        f"{amount:,.0f} {UNITS[unit]}"
        if unit < UNITS.index("MB")
        else f"{amount:,.1f} {UNITS[unit]}"
    )


def outcome(published: Published) -> str:
    """Return whether a table was proven equal to its source."""
    if not published.is_reconciled:
        return "stopped" if published.plan.match.problem else "no source"
    return "yes, read twice" if published.is_repaired else "yes"


def _is_told(published: Published) -> bool:
    is_new = published.plan.is_first and published.rows > 0
    is_stopped = published.plan.match.problem is not None
    return is_new or is_stopped or published.is_repaired or any(published.applied)


def _changes(told: Sequence[Published]) -> Table:
    table = _table(
        "table", "rows", "inserted", "updated", "deleted", "bytes", "seconds", "strategy",
        "reconciled",
    )  # fmt: skip
    table.columns[0].min_width = _longest(each.table for each in told)
    for each in told:
        table.add_row(
            each.table,
            f"{each.rows:,}",
            *(f"{count:,}" if count else "" for count in each.applied),
            size(each.bytes),
            f"{each.seconds:.2f}",
            each.plan.strategy.value,
            outcome(each),
            style=None if each.is_reconciled else "red",
        )
    return table


def _totals(report: RunReport) -> Text:
    proven = sum(each.is_reconciled for each in report.tables)
    changed = [sum(each.applied[part] for each in report.tables) for part in range(3)]
    rows = sum(each.rows for each in report.tables)
    return Text(
        f"run {report.run_id}: {proven} of {len(report.tables)} tables equal their source at "
        f"{report.instant:%Y-%m-%d %H:%M:%S} UTC, {rows:,} rows; "
        f"{changed[0]:,} inserted, {changed[1]:,} updated, {changed[2]:,} deleted, "
        f"{size(sum(each.bytes for each in report.tables))} in {report.seconds:.1f} s"
    )


def _longest(names: Iterable[str]) -> int:
    """Return the width a column needs for its names, which no narrow terminal may cut."""
    return max(map(len, names), default=0)


def _table(*headings: str) -> Table:
    table = Table(box=box.SIMPLE_HEAD)
    for heading in headings:
        table.add_column(heading, justify="right" if heading in NUMBERS else "left")
    return table
