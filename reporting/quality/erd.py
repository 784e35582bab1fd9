"""Where the tables of a module stand in its picture, and the lines between them. Pure.

Tables are in columns: one that refers to others stands right of them. A table shows its
references only; one to another module is said in words, because lines to `profiles` from
everywhere would hide everything else. Tables without a line stand in rows below.
"""

from collections import defaultdict
from collections.abc import Container, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from database.catalog import Table

CHARACTER = 7.3
HEAD = 26
ROW = 19
PADDING = 10
GAP = 22
CHANNEL = 84
LEAST_WIDTH = 880
SWEEPS = 4


@dataclass(frozen=True, slots=True)
class Reference:
    """A column that refers to rows of other tables. Key: table, column.

    Attributes:
        column: The column that holds the id.
        targets: Tables it may refer to.
        is_polymorphic: A type beside it tells to which.
    """

    column: str
    targets: tuple[str, ...]
    is_polymorphic: bool

    def said(self, table: str, module: Container[str]) -> str:
        """Return in a few words what lines do not say: tables elsewhere, and the table itself."""
        if table in self.targets:
            return "itself"
        if all(target in module for target in self.targets):
            return ""
        first, *others = self.targets
        return f"{first} +{len(others)}" if others else first


@dataclass(frozen=True, slots=True)
class Box:
    """A table in the picture; x and y are its upper left corner.

    Attributes:
        name: The table.
        references: Its rows.
        words: What each row says beside the column.
        width, height: Its size.
        x, y: Its upper left corner.
    """

    name: str
    references: tuple[Reference, ...]
    words: tuple[str, ...]
    width: float
    height: float
    x: float = 0.0
    y: float = 0.0

    def row_y(self, column: str) -> float:
        """Return the height of the middle of a column's row."""
        place = [reference.column for reference in self.references].index(column)
        return self.y + HEAD + (place + 0.5) * ROW + 3


@dataclass(frozen=True, slots=True)
class Line:
    """A reference within the module, from the column that refers to the table it refers to."""

    source: str
    target: str
    path: str
    is_polymorphic: bool


@dataclass(frozen=True, slots=True)
class Diagram:
    """A picture of that size."""

    width: float
    height: float
    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]


def diagram(tables: Mapping[str, Table]) -> Diagram:
    """Return the picture of a module's tables."""
    boxes = {name: _box(name, table, tables) for name, table in tables.items()}
    parents = {
        name: {
            target
            for reference in box.references
            for target in reference.targets
            if target in tables and target != name
        }
        for name, box in boxes.items()
    }
    linked = set(parents) & {one for name, each in parents.items() if each for one in (name, *each)}
    columns = _ordered(_columns({name: parents[name] for name in boxes if name in linked}), parents)
    placed = _in_columns([[boxes[name] for name in column] for column in columns])
    width = max([LEAST_WIDTH, *(box.x + box.width for box in placed)])
    top = max([0.0, *(box.y + box.height + GAP for box in placed)])
    placed += _in_rows([boxes[name] for name in boxes if name not in linked], top, width)
    by_name = {box.name: box for box in placed}
    return Diagram(
        width=max([width, *(box.x + box.width for box in placed)]) + 2,
        height=max([0.0, *(box.y + box.height for box in placed)]) + 2,
        boxes=tuple(placed),
        lines=tuple(_lines(by_name)),
    )


def references_of(table: Table) -> tuple[Reference, ...]:
    """Return the columns of a table that refer to others, in their order."""
    targets: dict[str, list[str]] = defaultdict(list)
    alone = {key.columns[0] for key in table.foreign_keys.values() if len(key.columns) == 1}
    for key in table.foreign_keys.values():
        # A key of several columns is shown at the one that has no key of its own.
        own = [name for name in key.columns if name not in alone] or key.columns
        targets[own[0]].append(key.target)
    for column, reference in table.references.items():
        targets[column] += [target for target in reference.targets.values() if target]
    return tuple(
        Reference(
            name,
            tuple(dict.fromkeys(targets[name])),
            name in table.references,
        )
        for name in table.columns
        if targets.get(name)
    )


def _box(name: str, table: Table, module: Container[str]) -> Box:
    references = references_of(table)
    words = tuple(each.said(name, module) for each in references)
    texts = [f"{each.column} → {said}" for each, said in zip(references, words, strict=True)]
    return Box(
        name,
        references,
        words,
        width=round(max(map(len, [f"{name}  ", *texts])) * CHARACTER + 2 * PADDING),
        height=HEAD + len(references) * ROW + (6 if references else 0),
    )


def _columns(parents: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the tables by the longest way to a table that refers to none; a circle is cut."""
    depths: dict[str, int] = {}

    def depth(name: str, way: frozenset[str]) -> int:
        if name not in depths:
            beyond = [depth(each, way | {name}) for each in parents[name] if each not in way]
            depths[name] = 1 + max(beyond, default=-1)
        return depths[name]

    for name in parents:
        depth(name, frozenset({name}))
    columns: list[list[str]] = [[] for _ in range(max(depths.values(), default=-1) + 1)]
    for name, each in depths.items():
        columns[each].append(name)
    return columns


def _ordered(columns: Sequence[Sequence[str]], parents: Mapping[str, set[str]]) -> list[list[str]]:
    """Return the columns, each table as near to its neighbours as an average of them brings it."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for name, each in parents.items():
        neighbours[name] |= each
        for parent in each:
            neighbours[parent].add(name)
    ordered = [sorted(column) for column in columns]
    for _ in range(SWEEPS):
        share = {name: place / len(c) for c in ordered for place, name in enumerate(c)}
        for column in ordered:
            column.sort(
                key=lambda name: sum(share[n] for n in neighbours[name]) / len(neighbours[name])
            )
    return ordered


def _in_columns(columns: Sequence[Sequence[Box]]) -> list[Box]:
    heights = [sum(box.height + GAP for box in column) - GAP for column in columns]
    placed = []
    x = 0.0
    for column, height in zip(columns, heights, strict=True):
        y = (max(heights) - height) / 2
        for box in column:
            placed.append(replace(box, x=x, y=y))
            y += box.height + GAP
        x += max(box.width for box in column) + CHANNEL
    return placed


def _in_rows(boxes: Sequence[Box], top: float, width: float) -> list[Box]:
    placed: list[Box] = []
    x, y, tallest = 0.0, top, 0.0
    for box in sorted(boxes, key=lambda box: (-box.height, box.name)):
        if x and x + box.width > width:
            x, y, tallest = 0.0, y + tallest + GAP, 0.0
        placed.append(replace(box, x=x, y=y))
        x, tallest = x + box.width + GAP, max(tallest, box.height)
    return placed


def _lines(boxes: Mapping[str, Box]) -> Iterator[Line]:
    for box in boxes.values():
        for reference in box.references:
            for target in reference.targets:
                if target in boxes and target != box.name:
                    path = _path(box, box.row_y(reference.column), boxes[target])
                    yield Line(box.name, target, path, reference.is_polymorphic)


def _path(source: Box, y: float, target: Box) -> str:
    """Return a curve from the left of the column's row to the right of the target's head."""
    end_y = target.y + HEAD / 2
    start, end = source.x, target.x + target.width
    if start > end:
        bend = min(CHANNEL * 0.6, (start - end) / 2)
        return f"M{start:.0f} {y:.1f}C{start - bend:.0f} {y:.1f} {end + bend:.0f} {end_y:.1f} {end:.0f} {end_y:.1f}"  # noqa: E501
    # A circle, or a neighbour in the same column: around the right side of both.
    start = source.x + source.width
    bend = max(start, end) + CHANNEL * 0.5
    return f"M{start:.0f} {y:.1f}C{bend:.0f} {y:.1f} {bend:.0f} {end_y:.1f} {end:.0f} {end_y:.1f}"
