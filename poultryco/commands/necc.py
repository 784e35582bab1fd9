"""Commands about egg prices: `poultryco necc fetch | backfill | import | reload`."""

import signal
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from threading import Event
from types import FrameType
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from ingestion.necc.run_report import MonthReport, RunReport

app = typer.Typer(
    help="Egg prices of the NECC: read the page, fill history, import files, parse again.",
    no_args_is_help=True,
)
STOPPED = 130
MONTHS_WORTH_A_BAR = 3


def register(parent: typer.Typer) -> None:
    """Add this topic to the command line."""
    parent.add_typer(app, name="necc")


def _month(text: str) -> date:
    """Parse YYYY-MM, or a day of that month, to its first day; refuse what the page cannot have."""
    from ingestion.necc.calendar import FIRST_MONTH, first_of_month, today_ist

    try:
        month = first_of_month(date.fromisoformat(f"{text}-01" if text.count("-") == 1 else text))
    except ValueError:
        message = f"{text!r} is neither a month YYYY-MM nor a day YYYY-MM-DD"
        raise typer.BadParameter(message) from None
    newest = first_of_month(today_ist())
    if not FIRST_MONTH <= month <= newest:
        message = f"the page has {FIRST_MONTH:%Y-%m} to {newest:%Y-%m}, not {month:%Y-%m}"
        raise typer.BadParameter(message)
    return month


Months = Annotated[
    list[str] | None,
    typer.Option("--month", metavar="YYYY-MM", help="A month to read; may be given again."),
]


@app.command()
def fetch(month: Months = None) -> None:
    """Read months from the page: the previous and the current one (India time), or those given.

    Examples: `poultryco necc fetch`, `poultryco necc fetch --month 2026-03 --month 2026-04`
    """
    from ingestion.necc.calendar import first_of_month, previous_month, today_ist

    today = today_ist()
    months = [_month(text) for text in month or []]
    again = " ".join(["poultryco necc fetch", *(f"--month {each:%Y-%m}" for each in months)])
    _read(months or [previous_month(today), first_of_month(today)], resume=False, again=again)


@app.command()
def backfill(
    first: Annotated[str, typer.Argument(metavar="FROM", help="First month or day.")],
    last: Annotated[str, typer.Argument(metavar="TO", help="Last month or day, included.")],
    again: Annotated[
        bool, typer.Option("--again", help="Also read months that were read after their end.")
    ] = False,
) -> None:
    """Read every month from FROM to TO from the page, one request a month, a second apart.

    Months that were read to their end are skipped, so that a backfill that was stopped in any
    way goes on by repeating it.

    Examples: `poultryco necc backfill 2009-01 2015-12`,
    `poultryco necc backfill 2020-03-18 2020-04-02 --again`
    """
    from ingestion.necc.calendar import months_between

    months = months_between(_month(first), _month(last))
    if not months:
        message = f"{first} lies after {last}"
        raise typer.BadParameter(message)
    command = f"poultryco necc backfill {months[0]:%Y-%m} {months[-1]:%Y-%m}"
    _read(months, resume=not again, again=command)


@app.command("import")
def import_(
    file: Annotated[
        Path | None, typer.Argument(help="CSV, gzipped or not; without it the project's archive.")
    ] = None,
) -> None:
    """Import prices from a file, or from the archive that comes with the project.

    The file has the columns date, zone_name, price_type, price_inr_per_100_eggs and, if you
    like, source. Its prices never overwrite prices from the page. A file with a fault is
    refused as a whole.

    Examples: `poultryco necc import`, `poultryco necc import prices.csv.gz`
    """
    from rich.console import Console

    from database.connections import connect
    from ingestion.necc.archive import import_archive
    from ingestion.necc.price_files import import_file
    from poultryco.necc_summary import describe_import

    url = _prepared_warehouse()
    with Console(stderr=True).status("importing prices"), connect(url) as connection:
        report = import_archive(connection) if file is None else import_file(connection, file)
    typer.echo(describe_import(report))


@app.command()
def reload(month: Months = None) -> None:
    """Parse the stored sheets again and load them, without a request: all months, or those given.

    Examples: `poultryco necc reload`, `poultryco necc reload --month 2026-04`
    """
    from ingestion.necc.runs import reload_stored

    months = [_month(text) for text in month or []] or _stored_months()
    url = _prepared_warehouse()
    command = " ".join(
        ["poultryco necc reload", *(f"--month {each:%Y-%m}" for each in month or [])]
    )
    with _stop_requests() as stop, _progress(months) as progress:
        report = reload_stored(url, months, progress=progress, stop=stop.is_set)
    _finish(report, command)


def _stored_months() -> list[date]:
    from database.connections import connect
    from ingestion.necc.raw_sheets import stored_months

    with connect(_prepared_warehouse()) as connection:
        return stored_months(connection)


def _prepared_warehouse() -> str:
    from database.bring_up import warehouse_url
    from database.connections import connect
    from database.settings import get_settings
    from ingestion.necc.zones import load_zones

    url = warehouse_url(get_settings())
    with connect(url) as connection:
        load_zones(connection)
    return url


def _read(months: Sequence[date], *, resume: bool, again: str) -> None:
    from database.settings import get_settings
    from ingestion.necc.page import PageClient
    from ingestion.necc.runs import read_months

    settings = get_settings()
    url = _prepared_warehouse()
    interval = settings.necc_min_interval_seconds
    with (
        PageClient(settings.necc_url, min_interval_seconds=interval) as client,
        _stop_requests() as stop,
        _progress(months) as progress,
    ):
        report = read_months(
            url, client, months, progress=progress, resume=resume, stop=stop.is_set
        )
    _finish(report, again)


def _finish(report: "RunReport", again: str) -> None:
    """Print what was done; raise or exit where something was not."""
    from rich.console import Console

    from poultryco.necc_summary import run_lines, run_table

    console = Console()
    console.print(run_table(report))
    for line in run_lines(report):
        console.print(line, markup=False, highlight=False, soft_wrap=True)
    if report.left:
        typer.echo(f"{len(report.left)} months are left; go on with: {again}", err=True)
    report.raise_if_failed()
    if report.left:
        raise typer.Exit(STOPPED)


@contextmanager
def _stop_requests() -> Iterator[Event]:
    """Let the first Ctrl-C end the run after the month at hand; the second is Ctrl-C as ever."""
    stop = Event()

    def ask_to_stop(_signal: int, _frame: FrameType | None) -> None:
        stop.set()
        signal.signal(signal.SIGINT, before)
        typer.echo("stopping after this month; Ctrl-C again stops at once", err=True)

    before = signal.signal(signal.SIGINT, ask_to_stop)
    try:
        yield stop
    finally:
        signal.signal(signal.SIGINT, before)


@contextmanager
def _progress(months: Sequence[date]) -> Iterator[Callable[["MonthReport"], None]]:
    """Show a bar on a terminal for runs that take longer than a second or two."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    console = Console(stderr=True)
    is_hidden = not console.is_terminal or len(months) < MONTHS_WORTH_A_BAR
    with Progress(
        *columns, TimeRemainingColumn(), console=console, transient=True, disable=is_hidden
    ) as bar:
        task = bar.add_task("reading months", total=len(months))
        yield lambda report: bar.update(task, advance=1, description=f"{report.month:%Y-%m}")
