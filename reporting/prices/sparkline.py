"""A row's small picture of its last thirty days, as the path of an SVG. Pure.

A day without a price is a gap. A day alone between gaps is a dot.
"""

from collections.abc import Sequence
from dataclasses import dataclass

DAYS = 30
WIDTH = 96
HEIGHT = 24
MARGIN = 3


@dataclass(frozen=True, slots=True)
class Sparkline:
    """The path, and the prices at its edges, rupees per 100 eggs."""

    path: str
    lowest: int
    highest: int


def sparkline(prices: Sequence[int]) -> Sparkline | None:
    """Draw the last thirty of daily prices, where 0 is no price; None if there is no price."""
    last = [abs(price) for price in prices[-DAYS:]]
    present = [price for price in last if price]
    if not present:
        return None
    lowest, highest = min(present), max(present)
    commands = []
    for index, price in enumerate(last):
        if price:
            point = f"{_x(index, len(last))} {_y(price, lowest, highest)}"
            starts = index == 0 or not last[index - 1]
            commands.append(f"M{point}h0" if starts else f"L{point}")
    return Sparkline("".join(commands), lowest, highest)


def _x(index: int, count: int) -> str:
    step = (WIDTH - 2 * MARGIN) / max(1, count - 1)
    return f"{MARGIN + index * step:.1f}"


def _y(price: int, lowest: int, highest: int) -> str:
    if lowest == highest:
        return f"{HEIGHT / 2:.1f}"
    share = (price - lowest) / (highest - lowest)
    return f"{HEIGHT - MARGIN - share * (HEIGHT - 2 * MARGIN):.1f}"
