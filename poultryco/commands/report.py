"""`poultryco report`: write the price report and say where it is."""

from pathlib import Path
from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(report)


def report(
    open_: Annotated[
        bool, typer.Option("--open", help="Open the page in the browser when it is written.")
    ] = False,
    folder: Annotated[
        Path | None,
        typer.Option("--folder", metavar="FOLDER", help="Where to; else prices/ of the reports."),
    ] = None,
) -> None:
    """Write the price report, a page that opens without a network, and print its path.

    It shows what the last `poultryco dbt build` has built.

    Examples: `poultryco report`, `poultryco report --open`, `poultryco report --folder /tmp/prices`
    """
    from rich.console import Console

    from database.bring_up import warehouse_url
    from database.settings import get_settings
    from reporting.prices import build_price_report

    settings = get_settings()
    with Console(stderr=True).status("writing the price report"):
        page = build_price_report(
            warehouse_url(settings), (folder or settings.reports_dir / "prices").absolute()
        )
    typer.echo(page)
    if open_ and typer.launch(page.as_uri()) != 0:
        typer.echo("no browser could be started; open the file yourself", err=True)
