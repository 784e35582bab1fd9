"""Where the tables of a module stand in its picture, and the lines between them. Pure.

Tables are in columns: one that refers to others stands right of them. A table shows its
references only; one to another module is said in words, because lines to `profiles` from
everywhere would hide everything else. Tables without a line stand in rows below.
"""

from collections import defaultdict
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from database.catalog import Table

CHARACTER = 7.3
HEAD = 26
ROW = 19
PADDING = 10
GAP = 22
CHANNEL = 84
LEAST_WIDTH = 880
SWEEPS = 4

Ways = dict[tuple[str, str], list[str]]


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
    columns = _columns({name: parents[name] for name in boxes if name in linked})
    stops = _stops(columns, parents)
    boxes |= {stop: Box(stop, (), (), 0.0, 0.0) for way in stops.values() for stop in way}
    placed = _in_columns([[boxes[name] for name in each] for each in _ordered(columns, stops)])
    width = max([LEAST_WIDTH, *(box.x + box.width for box in placed)])
    top = max([0.0, *(box.y + box.height + GAP for box in placed)])
    placed += _in_rows([boxes[name] for name in tables if name not in linked], top, width)
    by_name = {box.name: box for box in placed}
    return Diagram(
        width=max([width, *(box.x + box.width for box in placed)]) + 2,
        height=max([0.0, *(box.y + box.height for box in placed)]) + 2,
        boxes=tuple(box for box in placed if box.name in tables),
        lines=tuple(_lines(by_name, stops)),
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


def _stops(columns: Sequence[list[str]], parents: Mapping[str, set[str]]) -> Ways:
    """Put a stop into each column that a line passes; return the stops of each pair of tables."""
    depths = {name: depth for depth, column in enumerate(columns) for name in column}
    ways: Ways = {}
    for name, depth in depths.items():
        for parent in sorted(parents[name]):
            passed = range(depth - 1, depths[parent], -1)
            ways[name, parent] = [f"{name}>{parent}>{each}" for each in passed]
            for each, stop in zip(passed, ways[name, parent], strict=True):
                columns[each].append(stop)
    return ways


def _ordered(columns: Sequence[Sequence[str]], stops: Ways) -> list[list[str]]:
    """Return the columns, each table as near to its neighbours as an average of them brings it."""
    neighbours: dict[str, set[str]] = defaultdict(set)
    for (name, parent), way in stops.items():
        for one, other in pairwise([name, *way, parent]):
            neighbours[one].add(other)
            neighbours[other].add(one)
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
        widest = max(box.width for box in column)
        for box in column:
            # A stop is as wide as its column.
            placed.append(replace(box, x=x, y=y, width=box.width or widest))
            y += box.height + GAP
        x += widest + CHANNEL
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


def _lines(boxes: Mapping[str, Box], stops: Ways) -> Iterator[Line]:
    for box in boxes.values():
        for reference in box.references:
            for target in reference.targets:
                if target in boxes and target != box.name:
                    way = [boxes[stop] for stop in stops[box.name, target]]
                    path = _path(box, box.row_y(reference.column), way, boxes[target])
                    yield Line(box.name, target, path, reference.is_polymorphic)


def _path(source: Box, y: float, way: Iterable[Box], target: Box) -> str:
    """Return curves from the left of the column's row to the right of the target's head."""
    head_y = target.y + HEAD / 2
    if source.x <= target.x:
        # A circle, or a neighbour in the same column: around the right side of both.
        start, end = source.x + source.width, target.x + target.width
        bend = max(start, end) + CHANNEL * 0.5
        curve = f"C{bend:.0f} {y:.1f} {bend:.0f} {head_y:.1f} {end:.0f} {head_y:.1f}"
        return f"M{start:.0f} {y:.1f}{curve}"
    x, path = source.x, f"M{source.x:.0f} {y:.1f}"
    for stop in way:
        path += f"{_curve(x, y, stop.x + stop.width, stop.y)}H{stop.x:.0f}"
        x, y = stop.x, stop.y
    return path + _curve(x, y, target.x + target.width, head_y)


def _curve(x: float, y: float, to_x: float, to_y: float) -> str:
    middle = (x + to_x) / 2
    return f"C{middle:.0f} {y:.1f} {middle:.0f} {to_y:.1f} {to_x:.0f} {to_y:.1f}"
