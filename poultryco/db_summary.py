"""What tables, rows and findings look like on a terminal."""

import shutil
from collections.abc import Iterator

from rich.console import Console
from rich.table import Table as Grid

from database.catalog import Catalog
from database.dictionary_pages import describe_counter, describe_type
from database.table_overview import TableSize
from database.validation_rules import Finding

CELL_WIDTH = 36
WIDTH_OF_A_FILE = 200


def print_sizes(catalog: Catalog, sizes: list[TableSize]) -> None:
    """Print a line a table, and what there is in all."""
    grid = Grid(box=None, pad_edge=False)
    grid.add_column("table", no_wrap=True)
    grid.add_column("rows", justify="right", no_wrap=True)
    grid.add_column("size", justify="right", no_wrap=True)
    grid.add_column("owner", no_wrap=True)
    grid.add_column("a row is", no_wrap=True)
    for size in sizes:
        table = catalog.tables[size.name]
        rows = f"{'~' if size.is_estimate else ''}{size.rows:,}" if size.rows else "empty"
        owner = catalog.owner_of(size.name) or "nobody"
        grid.add_row(size.name, rows, _bytes(size.bytes), owner, table.grain)
    console = _console()
    console.print(grid)
    filled = sum(1 for size in sizes if size.rows)
    total = _bytes(sum(size.bytes for size in sizes))
    console.print(f"{len(sizes)} tables, {filled} with rows, {total}", highlight=False)


def print_table(catalog: Catalog, name: str) -> None:
    """Print what there is to know of a table."""
    table = catalog.tables[name]
    console = _console()
    console.print(f"[bold]{name}[/bold], of {catalog.owner_of(name) or 'nobody'}")
    console.print(f"{table.purpose} A row is: {table.grain}.", highlight=False, markup=False)
    grid = Grid(box=None, pad_edge=False)
    for header in ("column", "type", "meaning"):
        grid.add_column(header, overflow="fold")
    for column_name, column in table.columns.items():
        counter = table.counters.get(column_name)
        allowed = f"one of {', '.join(column.allowed)}" if column.allowed else None
        counted = describe_counter(counter) if counter else None
        parts = [column.comment, counted, allowed, *column.tags]
        grid.add_row(column_name, describe_type(column), "; ".join(filter(None, parts)))
    console.print(grid, markup=False)
    for line in _table_lines(catalog, name):
        console.print(line, highlight=False, markup=False)


def print_rows(rows: list[dict[str, str]]) -> None:
    """Print rows, each with the columns that hold something."""
    console = _console()
    for number, row in enumerate(rows, start=1):
        cells = (f"{name}={_short(value)}" for name, value in row.items() if value)
        console.print(f"row {number}: {'  '.join(cells)}", highlight=False, markup=False)
    if not rows:
        console.print("no rows")


def finding_lines(findings: list[Finding]) -> Iterator[str]:
    """Yield each finding, and what to do, once for each rule."""
    for index, finding in enumerate(findings):
        rule = finding.rule
        if index == 0 or findings[index - 1].rule != rule:
            yield f"{rule.code} {rule.severity}: {rule.title}; to do: {rule.remedy}"
        yield f"  {finding.table}: {finding.detail}"


def _table_lines(catalog: Catalog, name: str) -> Iterator[str]:
    table = catalog.tables[name]
    if table.primary_key:
        yield f"key: {', '.join(table.primary_key.columns)}"
    for columns in table.uniques.values():
        yield f"unique: {', '.join(columns)}"
    for key in table.foreign_keys.values():
        yield f"{', '.join(key.columns)} -> {key.target}, on delete {key.on_delete}"
    for id_column, reference in table.references.items():
        targets = ", ".join(
            f"{kind}: {to or 'elsewhere'}" for kind, to in reference.targets.items()
        )
        yield f"{id_column} -> by {reference.type_column} ({targets}), {reference.on_target_delete}"
    for other, referring, action in sorted(catalog.referring_to(name)):
        yield f"referred to by {other} ({referring}), {action}"
    if table.trash_days:
        yield f"trash: {table.trash_days} days; {name}_live is without it"
    if table.versions:
        yield f"versions: {table.versions.versions_kept} in {table.versions.history_table}"
    if table.old_names:
        yield f"old names: {', '.join(table.old_names)}"


def _console() -> Console:
    """A console as wide as the terminal; wide lines where the output goes into a file."""
    console = Console()
    if not console.is_terminal:
        return Console(width=WIDTH_OF_A_FILE)
    return Console(width=shutil.get_terminal_size().columns)


def _bytes(number: int) -> str:
    amount = float(number)
    for unit in ("B", "kB", "MB"):
        if amount < 1024:  # noqa: PLR2004 (a kilobyte)
            return f"{amount:.0f} {unit}"
        amount /= 1024
    return f"{amount:.1f} GB"


def _short(value: str) -> str:
    one_line = " ".join(value.split())
    return one_line if len(one_line) <= CELL_WIDTH else f"{one_line[: CELL_WIDTH - 3]}..."
