"""How a benchmark reports: two ways to do the same, timed in one run."""

import statistics
import time
from collections.abc import Callable
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Measure:
    """Seconds of our way and of another; the other is what a person would do without us."""

    name: str
    ours_seconds: float
    other_name: str
    other_seconds: float

    @property
    def ratio(self) -> float:
        """Ours as a part of the other: below 1 is faster."""
        return self.ours_seconds / self.other_seconds


def median_seconds(call: Callable[[], object], repeats: int = 5) -> float:
    """Return the median time of several calls, after one that is not counted."""
    call()
    return statistics.median(_seconds(call) for _ in range(repeats))


def _seconds(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started
