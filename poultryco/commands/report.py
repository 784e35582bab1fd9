"""`poultryco report`: write the reports as pages and say where they are."""

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class Report(StrEnum):
    """The reports there are."""

    QUALITY = "quality"
    PRICES = "prices"


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(report)


def report(
    only: Annotated[
        Report | None, typer.Argument(help="Only this report; else all.", show_default=False)
    ] = None,
    open_: Annotated[
        bool, typer.Option("--open", help="Open what is written in the browser.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option(
            "--folder",
            metavar="FOLDER",
            help="Folder that gets a folder a report; else `reports`.",
        ),
    ] = None,
) -> None:
    """Write the reports, pages that open without a network, and print their paths.

    quality: what fails of the data and since when, by module and owner; trends, freshness, the
    dictionary with a picture a module, a CSV for each owner, and a summary to be sent
    (summary.html, summary.md). It shows what the last `poultryco check` found.

    prices: egg prices by zone. It shows what the last `poultryco dbt build` has built.

    Examples: `poultryco report`, `poultryco report quality --open`,
    `poultryco report prices --folder /tmp/reports`
    """
    from rich.console import Console

    from database.bring_up import warehouse_url
    from database.settings import get_settings
    from reporting.prices import build_price_report
    from reporting.quality import build_quality_report

    builders = {Report.QUALITY: build_quality_report, Report.PRICES: build_price_report}
    settings = get_settings()
    url, target = warehouse_url(settings), (folder or settings.reports_dir).absolute()
    # Quality comes first: where prices are not built yet, it is the page that says so.
    for each in [only] if only else list(Report):
        with Console(stderr=True).status(f"writing the report on {each}"):
            page = builders[each](url, target / each)
        typer.echo(page)
        if open_ and typer.launch(page.as_uri()) != 0:
            typer.echo("no browser could be started; open the file yourself", err=True)
