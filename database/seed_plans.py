"""Decides how a seed file goes into its table, or why it cannot. Pure: no database here.

The leading columns of a file are a unique key of the table and name the row. A column of the
file is a column of the table, or writes a foreign key by a unique column of its target.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from graphlib import TopologicalSorter
from uuid import UUID

from database.identifiers import seed_id
from database.seed_files import SeedError, SeedFile
from database.seed_shapes import Column, Reference, TableShape

ID = "id"
Value = str | list[str] | None


@dataclass(frozen=True, slots=True)
class SeedPlan:
    """A file and what it is to its table.

    Attributes:
        file: The file.
        shape: The table.
        key: Columns of the table that name the row; the file's leading columns write them.
        makes_ids: The table's rows have an `id` that the file leaves to us.
    """

    file: SeedFile
    shape: TableShape
    key: tuple[str, ...]
    makes_ids: bool

    @property
    def references(self) -> list[Reference]:
        """Those columns of the file that write a foreign key."""
        found = (self.shape.references.get(name) for name in self.file.columns)
        return [reference for reference in found if reference is not None]

    @property
    def assigned(self) -> tuple[str, ...]:
        """Columns of the table that the file writes, in the file's order."""
        return tuple(_assigned(self.shape, name) for name in self.file.columns)

    @property
    def staged(self) -> list[tuple[str, str]]:
        """Names and types of the file's columns."""
        return [(name, _type(self.shape, name)) for name in self.file.columns]

    def records(self) -> Iterator[tuple[int, UUID | None, *tuple[Value, ...]]]:
        """Yield the line, the id and the values of each row.

        Raises:
            SeedError: A value is missing, or two rows have the same key.
        """
        targets = [self.shape.columns[name] for name in self.assigned]
        seen: dict[tuple[str, ...], int] = {}
        for line, cells in zip(self.file.lines, self.file.rows, strict=True):
            key = cells[: len(self.key)]
            if seen.setdefault(key, line) != line:
                raise SeedError.at(
                    self.file.path,
                    line,
                    "the row's key was there before",
                    expected=f"one row for each {_names(self.file.columns[: len(self.key)])}",
                    found=f"{', '.join(key)} also in line {seen[key]}",
                )
            row_id = seed_id(self.file.table, key) if self.makes_ids else None
            values = zip(targets, self.file.columns, cells, strict=True)
            yield line, row_id, *(self._value(line, *each) for each in values)

    def _value(self, line: int, column: Column, name: str, cell: str) -> Value:
        if column.is_array and (cell or column.is_required):
            return cell.split("|") if cell else []
        if not cell and (column.is_required or column.name in self.key):
            raise SeedError.at(
                self.file.path,
                line,
                f"{name} is empty",
                expected="a value: the column takes no row without",
                found="an empty cell",
            )
        return cell or None


def plan(file: SeedFile, shape: TableShape | None) -> SeedPlan:
    """Return how `file` goes into the table of that shape.

    Raises:
        SeedError: There is no such table, or the header does not fit it.
    """
    if shape is None:
        raise SeedError(
            f"{file.path.name} has no table",
            expected=f"a table public.{file.table}",
            found="none of that name",
            remedy="run `poultryco db migrate` first, or name the file after its table",
        )
    _refuse_unknown_columns(file, shape)
    assigned = [_assigned(shape, name) for name in file.columns]
    key = _leading_key(file, shape, assigned)
    makes_ids = ID in shape.columns and ID not in assigned
    _refuse_missing_columns(file, shape, {*assigned, ID})
    return SeedPlan(file, shape, key, makes_ids)


def in_order(plans: list[SeedPlan]) -> list[SeedPlan]:
    """Return the plans so that each comes after all that it refers to."""
    by_table = {each.file.table: each for each in plans}
    sorter: TopologicalSorter[str] = TopologicalSorter()
    for table, each in sorted(by_table.items()):
        targets = {reference.target for reference in each.shape.references.values()}
        sorter.add(table, *sorted(targets & by_table.keys() - {table}))
    return [by_table[table] for table in sorter.static_order()]


def _assigned(shape: TableShape, name: str) -> str:
    reference = shape.references.get(name)
    return reference.column if reference else name


def _type(shape: TableShape, name: str) -> str:
    reference = shape.references.get(name)
    return reference.type if reference else shape.columns[name].type


def _refuse_unknown_columns(file: SeedFile, shape: TableShape) -> None:
    known = shape.columns | shape.references
    unknown = [name for name in file.columns if name not in known]
    twice = _twice([_assigned(shape, name) for name in file.columns])
    if unknown or twice:
        raise SeedError.at(
            file.path,
            1,
            f"the header names what {file.table} does not take",
            expected=f"each once, of: {_names(known)}",
            found=f"unknown: {_names(unknown)}" if unknown else f"written twice: {_names(twice)}",
        )


def _refuse_missing_columns(file: SeedFile, shape: TableShape, written: set[str]) -> None:
    needed = [each.name for each in shape.columns.values() if each.is_required]
    missing = [
        name for name in needed if not shape.columns[name].has_default and name not in written
    ]
    if missing:
        raise SeedError.at(
            file.path,
            1,
            f"the header lacks what {file.table} needs",
            expected=f"columns that write {_names(missing)}",
            found=_names(file.columns),
        )


def _leading_key(file: SeedFile, shape: TableShape, assigned: list[str]) -> tuple[str, ...]:
    for key in shape.keys:
        if set(assigned[: len(key)]) == set(key):
            return tuple(assigned[: len(key)])
    raise SeedError.at(
        file.path,
        1,
        "the leading columns do not name a row",
        expected="to begin with one of: " + "; ".join(sorted(map(_names, shape.keys))),
        found=_names(file.columns),
    )


def _twice(names: list[str]) -> list[str]:
    return sorted({name for name in names if names.count(name) > 1})


def _names(names: "Mapping[str, object] | tuple[str, ...] | list[str]") -> str:
    return ", ".join(names)
