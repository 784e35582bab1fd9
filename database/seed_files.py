"""Reads seed files: one CSV a table, named like it, its header the names of columns.

Cells stay text here. What they mean to a table is `seed_plans`, loading them is `seeding`.
"""

import csv
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from database.errors import PlatformError

Cells = Sequence[str]


class SeedError(PlatformError):
    """A seed file cannot be loaded. Nothing of any file was changed then."""

    @classmethod
    def at(
        cls, path: Path, line: int, problem: str, *, expected: str, found: str, remedy: str = ""
    ) -> "SeedError":
        """Return the error of one line of `path`."""
        return cls(
            f"{path.name}, line {line}: {problem}",
            expected=expected,
            found=found,
            remedy=remedy or f"mend line {line} of {path}; nothing was changed",
        )


@dataclass(frozen=True, slots=True)
class SeedFile:
    """A file's cells. Key of a row: its natural key, the leading columns.

    Attributes:
        path: Where the file is; its stem is the table's name.
        columns: The header.
        lines: The line of the file that each row starts in.
        rows: The cells, as many in each row as there are columns; empty means no value.
    """

    path: Path
    columns: tuple[str, ...]
    lines: tuple[int, ...]
    rows: tuple[tuple[str, ...], ...]

    @property
    def table(self) -> str:
        """Name of the table the file fills."""
        return self.path.stem


def _operational_zone(zone: Mapping[str, str]) -> dict[str, str]:
    """Leave out what only the warehouse's register knows; a zone is active while it is listed."""
    of_the_warehouse = ("section", "aliases", "listed_until")
    cells = {name: cell for name, cell in zone.items() if name not in of_the_warehouse}
    return cells | {"is_active": "false" if zone.get("listed_until") else "true"}


# Files that another reader shares, by table: what their rows are to the operational table.
SHARED_FILES: Mapping[str, Callable[[Mapping[str, str]], dict[str, str]]] = {
    "nec_zones": _operational_zone,
}


def read_seed_files(folder: Path) -> list[SeedFile]:
    """Read every CSV of `folder`, by name; folders in it are none of ours.

    Raises:
        SeedError: A file is no table of cells, or there is none.
    """
    files = [read_seed_file(path) for path in sorted(folder.glob("*.csv"))]
    if not files:
        raise SeedError(
            f"{folder} has no reference data",
            expected="files named like tables, such as ref_countries.csv",
            found="no file that ends in .csv",
            remedy="name the folder `seeds` of the project",
        )
    return files


def read_seed_file(path: Path) -> SeedFile:
    """Read one file.

    Raises:
        SeedError: It is no table of cells.
    """
    records = list(_records(path))
    if not records[1:]:
        raise SeedError.at(
            path, 1, "there is nothing to load", expected="a header and rows", found="less"
        )
    (_, header), *rows = records
    if len(set(header)) < len(header) or "" in header:
        raise SeedError.at(
            path,
            1,
            "the header is no list of columns",
            expected="a name of its own for each column",
            found=", ".join(header),
        )
    for line, cells in rows:
        if len(cells) != len(header):
            raise SeedError.at(
                path,
                line,
                "the row does not fit the header",
                expected=f"{len(header)} cells",
                found=f"{len(cells)}",
            )
    return _adapted(SeedFile(path, tuple(header), *_transposed(rows)))


def _transposed(
    records: list[tuple[int, list[str]]],
) -> tuple[tuple[int, ...], tuple[tuple[str, ...], ...]]:
    return tuple(line for line, _ in records), tuple(tuple(cells) for _, cells in records)


def _records(path: Path) -> Iterator[tuple[int, list[str]]]:
    """Yield each record with the line it starts in."""
    with path.open(encoding="utf-8", newline="") as lines:
        reader = csv.reader(lines, strict=True)
        first_line = 1
        try:
            for cells in reader:
                yield first_line, cells
                first_line = reader.line_num + 1
        except (csv.Error, UnicodeDecodeError) as error:
            raise SeedError.at(
                path,
                first_line,
                "the file cannot be read",
                expected="comma-separated values in UTF-8",
                found=str(error),
            ) from error


def _adapted(file: SeedFile) -> SeedFile:
    adapt = SHARED_FILES.get(file.table)
    if adapt is None:
        return file
    rows = [adapt(dict(zip(file.columns, cells, strict=True))) for cells in file.rows]
    return SeedFile(
        file.path, tuple(rows[0]), file.lines, tuple(tuple(row.values()) for row in rows)
    )
