"""`poultryco demo`: the whole platform once, on whatever warehouse the settings name.

Each step is what a command or the Dagster job does; here is only their order, how long each
took, and what to look at afterwards.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import TYPE_CHECKING

from rich.console import Console
from rich.markup import escape
from rich.status import Status

from database.bring_up import source_schema, warehouse_url
from database.community.functions import Plan
from database.community.generation import generate
from database.connections import connect, describe
from database.settings import Settings
from ingestion.necc.archive import import_archive
from ingestion.necc.calendar import first_of_month, previous_month, today_ist
from ingestion.necc.zones import load_zones
from poultryco.community_prices import archive_figures
from poultryco.job_summary import job_lines
from poultryco.status import PRICES, REPLICAS

if TYPE_CHECKING:
    from orchestration.launch import JobReport


MEMBERS = 2000


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
        self._fill_source()
        with self._step("zone register") as say, connect(url) as connection:
            changed = load_zones(connection)
            say(f"{changed} zones changed")
        with self._step("price archive") as say, connect(url) as connection:
            report = import_archive(connection)
            say(f"{report.price_count:,} prices, {report.counts.inserted:,} of them new")
        with self._step("Dagster job everything") as say:
            job = self._run_job(say)
            say("succeeded" if job.succeeded else "FAILED")
        for line in job_lines(job):
            self.console.print(line, soft_wrap=True)
        self._tell_what_is_there(url, job, time.monotonic() - began)
        return job.succeeded

    def _fill_source(self) -> None:
        """Put a community into the embedded operational database, unless somebody is there."""
        if self.settings.source_url is not None:
            return
        with self._step("operational schema") as say:
            url = source_schema(self.settings)
            say(describe(url))
        with self._step("community") as say:
            with connect(url, read_only=True) as connection:
                (members,) = connection.execute("select count(*) from profiles").fetchone() or (0,)
            if members:
                say(f"{members:,} members are there")
                return
            plan = Plan(MEMBERS, seed=1, until=today_ist() - timedelta(days=1))
            made = generate(url, plan, archive_figures(), progress=say.doing)
            say(f"{MEMBERS:,} members, {sum(made.rows.values()):,} rows")

    def _run_job(self, say: "_Say") -> "JobReport":
        from orchestration.launch import run_everything

        today = today_ist()
        return run_everything(
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

    def _tell_what_is_there(self, url: str, job: "JobReport", seconds: float) -> None:
        with connect(url, read_only=True) as connection:
            (prices,) = connection.execute(PRICES).fetchone() or ("none",)
            (replicas,) = connection.execute(REPLICAS).fetchone() or ("none",)
        errors = sum(check.is_blocking for check in job.failed_checks)
        warnings = len(job.failed_checks) - errors
        passed = job.checks_count - len(job.failed_checks)
        pages = [self.settings.reports_dir / each / "index.html" for each in ("prices", "quality")]
        self._print(
            f"\nprices   {prices}"
            f"\nreplicas {replicas}"
            f"\nchecks   {passed} passed, {warnings} warnings, {errors} errors"
            f"\ntook     {seconds:.0f} s"
            f"\n\nopen     {pages[0]}"
            f"\n         {pages[1]}"
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
