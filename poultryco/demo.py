"""`poultryco demo`: the whole platform once, on whatever warehouse the settings name.

Each step is what a command or the Dagster job does; here is only their order, how long each
took, and what to look at afterwards.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from database.bring_up import warehouse_url
from database.connections import connect, describe
from database.settings import Settings
from ingestion.necc.archive import import_archive
from ingestion.necc.calendar import first_of_month, previous_month, today_ist
from ingestion.necc.zones import load_zones
from poultryco.status import PRICES

if TYPE_CHECKING:
    from orchestration.launch import JobReport


@dataclass
class Demo:
    """A demo that prints as it goes."""

    settings: Settings
    console: Console = field(default_factory=lambda: Console(highlight=False))

    def run(self) -> bool:
        """Run every step; return whether the job and all checks of severity error went well.

        Raises:
            PlatformError: A step before the job cannot be done.
        """
        began = time.monotonic()
        with self._step("embedded server and tables") as say:
            url = warehouse_url(self.settings)
            say(describe(url))
        with self._step("zone register") as say, connect(url) as connection:
            changed = load_zones(connection)
            say(f"{changed} zones changed")
        with self._step("price archive") as say, connect(url) as connection:
            report = import_archive(connection)
            say(f"{report.price_count:,} prices, {report.counts.inserted:,} of them new")
        with self._step("Dagster job daily_prices") as say:
            job = self._run_job(say)
            say("succeeded" if job.succeeded else "FAILED")
        self._tell_of_the_job(job)
        self._tell_what_is_there(url, job, time.monotonic() - began)
        return job.succeeded

    def _run_job(self, say: "_Say") -> "JobReport":
        from orchestration.launch import run_daily_prices

        today = today_ist()
        return run_daily_prices(
            self.settings,
            first_of_month(previous_month(today)),
            today,
            page_required=False,
            progress=lambda line: say.doing(line.splitlines()[0]),
        )

    @contextmanager
    def _step(self, name: str) -> Iterator["_Say"]:
        began = time.monotonic()
        with self.console.status(name) as status:
            say = _Say(status, name)
            yield say
        seconds = time.monotonic() - began
        self._print(f"  {name:<28}{seconds:6.1f} s   {say.words}")

    def _print(self, text: str, style: str | None = None) -> None:
        self.console.print(text, style=style, markup=False, soft_wrap=True)

    def _tell_of_the_job(self, job: "JobReport") -> None:
        for name, seconds in job.step_seconds.items():
            self._print(f"    {name:<26}{seconds:6.1f} s")
        for warning in job.warnings:
            self._print(f"  warning: {warning}", "yellow")
        for check in job.failed_checks:
            kind, style = ("error", "red") if check.is_blocking else ("warning", "yellow")
            self._print(f"  {kind}: {check.asset} {check.name}: {check.message}", style)
        for step in job.failed_steps:
            self._print(f"  failed: {step.name}: {step.cause}", "red")

    def _tell_what_is_there(self, url: str, job: "JobReport", seconds: float) -> None:
        with connect(url, read_only=True) as connection:
            (prices,) = connection.execute(PRICES).fetchone() or ("none",)
        errors = sum(check.is_blocking for check in job.failed_checks)
        warnings = len(job.failed_checks) - errors
        passed = job.checks_count - len(job.failed_checks)
        report = self.settings.reports_dir / "prices" / "index.html"
        self._print(
            f"\nprices   {prices}"
            f"\nchecks   {passed} passed, {warnings} warnings, {errors} errors"
            f"\ntook     {seconds:.0f} s"
            f"\n\nopen     {report}"
            "\nnext     make ui                   the Dagster UI on http://127.0.0.1:3000"
            "\n         poultryco check --list    what is checked"
            "\n         poultryco psql            the warehouse"
            "\n         make down                 stop the embedded server"
        )


@dataclass
class _Say:
    """Where a step puts what it has to say: while it runs, and when it is done."""

    status: Status
    name: str
    words: str = ""

    def __call__(self, words: str) -> None:
        self.words = words

    def doing(self, what: str) -> None:
        """Show what the step is at."""
        self.status.update(f"{self.name}: {escape(what)}")
