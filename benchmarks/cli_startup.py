"""How long `poultryco --help` takes, against an empty Python of the same environment."""

import subprocess
import sys
from pathlib import Path

from benchmarks.measure import Measure, median_seconds

REPEATS = 9


def measures() -> list[Measure]:
    """Time both in turn, each as a process of its own."""
    poultryco = str(Path(sys.executable).with_name("poultryco"))
    return [
        Measure(
            name="poultryco --help",
            ours_seconds=_seconds([poultryco, "--help"]),
            other_name="python -c pass",
            other_seconds=_seconds([sys.executable, "-c", "pass"]),
        )
    ]


def _seconds(command: list[str]) -> float:
    return median_seconds(
        lambda: subprocess.run(command, check=True, capture_output=True), repeats=REPEATS
    )
