"""`poultryco run`: the main job from a shell, as the schedule starts it."""

from typing import Annotated

import typer

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(run)


def run(
    page_required: Annotated[
        bool,
        typer.Option(
            "--page-required/--page-optional", help="Fail where the price page is not reached."
        ),
    ] = True,
) -> None:
    """Replicate, read prices, check, build, check, report: once, in this process.

    What fails stops what comes after it, and readers keep what they had. Exits with 1 then.

    Examples: `poultryco run`, `poultryco run --page-optional`
    """
    from rich.console import Console

    from database.settings import get_settings
    from ingestion.necc.calendar import today_ist
    from orchestration.launch import run_everything
    from orchestration.schedules import days_to_read
    from poultryco.job_summary import job_lines

    console = Console(highlight=False)
    with console.status("everything") as status:
        first, last = days_to_read(today_ist())
        report = run_everything(
            get_settings(),
            first,
            last,
            page_required=page_required,
            progress=lambda line: status.update(line.splitlines()[0]),
        )
    for line in job_lines(report):
        console.print(line, soft_wrap=True)
    if not report.succeeded:
        raise typer.Exit(FAILED)
