"""How a run of a Dagster job went, as lines for a terminal."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from rich.text import Text

if TYPE_CHECKING:
    from orchestration.launch import JobReport


def job_lines(job: "JobReport") -> Iterator[Text]:
    """Yield the time of each step, what it warned of, and what failed."""
    for name, seconds in job.step_seconds.items():
        yield Text(f"    {name:<26}{seconds:6.1f} s")
    for warning in job.warnings:
        yield Text(f"  warning: {warning}", "yellow")
    for check in job.failed_checks:
        kind, style = ("error", "red") if check.is_blocking else ("warning", "yellow")
        yield Text(f"  {kind}: {check.asset} {check.name}: {check.message}", style)
    for step in job.failed_steps:
        yield Text(f"  failed: {step.name}: {step.cause}", "red")
