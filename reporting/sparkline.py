"""Small pictures of a series, as paths of an SVG. Pure.

A line has a gap where there is no value, and a dot for a value alone between gaps. A strip has a
box for each state, neighbours of one state joined.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby

WIDTH = 96
HEIGHT = 24
MARGIN = 3

Value = int | float


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The path, and the values at its edges."""

    path: str
    lowest: Value
    highest: Value


def sparkline(
    values: Sequence[Value | None],
    *,
    width: int = WIDTH,
    height: int = HEIGHT,
    floor: Value | None = None,
    ceiling: Value | None = None,
) -> Sparkline | None:
    """Draw values, at even steps, from edge to edge; None if there is none.

    Args:
        values: In their order; None is a gap.
        width: Of the picture.
        height: Of the picture.
        floor: What its lower edge stands for; the lowest value without it.
        ceiling: What its upper edge stands for; the highest value without it.
    """
    present = [value for value in values if value is not None]
    if not present:
        return None
    lowest = min(present) if floor is None else floor
    highest = max(present) if ceiling is None else ceiling
    step = (width - 2 * MARGIN) / max(1, len(values) - 1)
    commands = []
    for index, value in enumerate(values):
        if value is not None:
            point = f"{MARGIN + index * step:.1f} {_y(value, lowest, highest, height)}"
            starts = index == 0 or values[index - 1] is None
            commands.append(f"M{point}h0" if starts else f"L{point}")
    return Sparkline("".join(commands), lowest, highest)


def _y(value: Value, lowest: Value, highest: Value, height: int) -> str:
    if lowest == highest:
        return f"{height / 2:.1f}"
    share = (value - lowest) / (highest - lowest)
    return f"{height - MARGIN - share * (height - 2 * MARGIN):.1f}"


def strip(
    states: Sequence[str | None], *, width: int = WIDTH, height: int = HEIGHT
) -> dict[str, str]:
    """Return the path of the boxes of each state, by state; None leaves a hole."""
    step = width / max(1, len(states))
    paths: dict[str, str] = {}
    begin = 0
    for state, same in groupby(states):
        count = len(list(same))
        if state is not None:
            box = f"M{begin * step:.1f} 0h{count * step:.1f}v{height}h-{count * step:.1f}z"
            paths[state] = paths.get(state, "") + box
        begin += count
    return paths
