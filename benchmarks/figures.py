"""Figures of the benchmark of the schema, and the tables they are printed in."""

import statistics
import time
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Latency:
    """What single calls took, and what was wanted.

    Attributes:
        name: What was called.
        milliseconds: Of each call.
        goal: What the 95th percentile should stay under; None: nothing was promised.
        reads_by: Indexes of the slowest call, and big tables it read whole.
    """

    name: str
    milliseconds: Sequence[float]
    goal: float | None = None
    reads_by: Sequence[str] = ()

    @property
    def p95(self) -> float:
        """The 95th percentile: of all calls, one in twenty took longer."""
        return percentile(self.milliseconds, 95)

    def row(self) -> str:
        """Write a row of the table."""
        verdict = "" if self.goal is None else "met" if self.p95 < self.goal else "MISSED"
        goal = "" if self.goal is None else f"{self.goal:.0f}"
        return (
            f"| {self.name} | {len(self.milliseconds)} | {statistics.median(self.milliseconds):.2f}"
            f" | {self.p95:.2f} | {max(self.milliseconds):.2f} | {goal} | {verdict}"
            f" | {', '.join(self.reads_by)} |"
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """Seconds of our way and of another, in turns in one run."""

    name: str
    other_name: str
    seconds: Sequence[float] = field(default_factory=list)
    other_seconds: Sequence[float] = field(default_factory=list)

    @property
    def ratio(self) -> float:
        """Median of ours as a part of the other's."""
        return statistics.median(self.seconds) / statistics.median(self.other_seconds)

    def row(self) -> str:
        """Write a row of the table."""
        return (
            f"| {self.name} | {_spread(self.seconds)} | {self.other_name}"
            f" | {_spread(self.other_seconds)} | {self.ratio:.2f} |"
        )


LATENCIES = (
    "| what | calls | median ms | p95 ms | max ms | goal: p95 under | | slowest call reads by |\n"
    "| --- | ---: | ---: | ---: | ---: | ---: | --- | --- |"
)
COMPARISONS = (
    "| what | seconds (least to most) | against | seconds (least to most) | ratio |\n"
    "| --- | ---: | --- | ---: | ---: |"
)


def print_latencies(rows: Iterable[Latency]) -> None:
    """Print a table, each row as soon as it is known."""
    _print_table(LATENCIES, (each.row() for each in rows))


def print_comparisons(rows: Iterable[Comparison]) -> None:
    """Print a table, each row as soon as it is known."""
    _print_table(COMPARISONS, (each.row() for each in rows))


def in_turns(
    name: str,
    ours: Callable[[], float],
    other_name: str,
    other: Callable[[], float],
    repeats: int,
) -> Comparison:
    """Compare two calls that return their seconds, after a first turn that is not counted."""
    turns = [(ours(), other()) for _ in range(repeats + 1)][1:]
    return Comparison(name, other_name, *zip(*turns, strict=True))


def seconds_of(call: Callable[[], object]) -> float:
    """Return how long a call takes."""
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def percentile(values: Sequence[float], percent: int) -> float:
    """Return the smallest value that this share of the values does not exceed."""
    return sorted(values)[-(-len(values) * percent // 100) - 1]


def _print_table(header: str, rows: Iterable[str]) -> None:
    print(f"\n{header}", flush=True)
    for row in rows:
        print(row, flush=True)


def _spread(seconds: Sequence[float]) -> str:
    middle = statistics.median(seconds)
    return f"{middle:.3f} ({min(seconds):.3f} to {max(seconds):.3f})"
