"""Commands about the replicas of `core`: `poultryco replicate`, `poultryco replicate classify`."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

from poultryco.commands.db_options import Url

if TYPE_CHECKING:
    from ingestion.operational.run import RunReport
    from ingestion.operational.scene import Wishes

app = typer.Typer()
STOPPED = 1
WORKERS = 4


class Treatment(StrEnum):
    """How a column of the source is treated."""

    PLAIN = "plain"
    PII = "pii"
    SECRET = "secret"  # noqa: S105 (a word, no password)


def register(parent: typer.Typer) -> None:
    """Add this topic to the command line."""
    parent.add_typer(app, name="replicate")


@app.callback(invoke_without_command=True)
def replicate(  # noqa: PLR0917  # Options of a command are never given by position.
    context: typer.Context,
    tables: Annotated[
        list[str] | None,
        typer.Option(
            metavar="PATTERN",
            help="Only tables of this name or pattern; may be given again, or a list with commas.",
        ),
    ] = None,
    full: Annotated[bool, typer.Option("--full", help="Read every table whole.")] = False,
    verify: Annotated[
        bool, typer.Option("--verify", help="Compare every row, not only what was touched.")
    ] = False,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only show the plan; nothing is changed.")
    ] = False,
    workers: Annotated[
        int, typer.Option(min=1, max=8, help="Tables read at a time; fewer where it is full.")
    ] = WORKERS,
) -> None:
    """Bring `core` to one instant of the operational database, and prove that both are equal.

    All or nothing: readers see the old instant or the new one. Exits with 1 when it failed, or
    when a table stopped because its source no longer fits; drift alone is a warning.

    Examples: `poultryco replicate`, `poultryco replicate --dry-run`,
    `poultryco replicate --tables 'soc_*' --tables profiles`,
    `poultryco replicate --tables soc_posts --full`, `poultryco replicate --verify`
    """
    if context.invoked_subcommand is not None:
        return
    from ingestion.operational.scene import Wishes

    patterns = tuple(part for text in tables or [] for part in text.split(",") if part)
    wishes = Wishes(patterns, is_full=full, is_verifying=verify, workers=workers)
    if dry_run:
        _show_plan(wishes)
        return
    report = _run(wishes)
    if any(each.plan.match.problem for each in report.tables):
        raise typer.Exit(STOPPED)


@app.command()
def classify(
    subject: Annotated[
        str, typer.Argument(metavar="TABLE[.COLUMN]", help="As the drift list names it.")
    ],
    treatment: Annotated[
        Treatment,
        typer.Option("--as", help="plain; pii: arrives, tagged; secret: never travels."),
    ],
    url: Url = None,
) -> None:
    """Say how a table or column is treated that our schema does not have; it arrives next time.

    Writes one entry into ingestion/operational/classified.yml and dbt's sources: commit both.

    Examples: `poultryco replicate classify legacy_orders --as plain`,
    `poultryco replicate classify legacy_orders.phone --as pii`,
    `poultryco replicate classify legacy_tokens --as secret`
    """
    from ingestion.operational.classification import (
        CLASSIFIED,
        Classification,
        Subject,
        known_catalog,
        tables_of,
    )
    from ingestion.operational.classification import classify as write
    from orchestration.dbt_sources import write_dbt_files
    from poultryco.commands.db_options import source

    asked = Subject.parse(subject)
    named = write(asked, Classification(treatment.value), tables_of(source(url)))
    write_dbt_files(known_catalog())
    typer.echo(f"{asked.table}: {', '.join(named)}: {treatment.value}, written to {CLASSIFIED}")


def _show_plan(wishes: "Wishes") -> None:
    from rich.console import Console

    from database.bring_up import replicated_url, warehouse_url
    from database.settings import get_settings
    from ingestion.operational.run import plan_replication
    from poultryco.replication_summary import drift_lines, plan_table

    settings = get_settings()
    with Console(stderr=True).status("looking at the source"):
        plan = plan_replication(replicated_url(settings), warehouse_url(settings), wishes)
    console = Console()
    console.print(plan_table(plan), crop=False)
    for line in drift_lines(plan.drift):
        console.print(line, crop=False, soft_wrap=True)


def _run(wishes: "Wishes") -> "RunReport":
    from rich.console import Console

    from database.bring_up import replicated_url, warehouse_url
    from database.settings import get_settings
    from ingestion.operational.run import replicate as bring
    from poultryco.replication_summary import report_lines

    settings = get_settings()
    with Console(stderr=True).status("looking at the source") as status:
        report = bring(
            replicated_url(settings), warehouse_url(settings), wishes, progress=status.update
        )
    console = Console()
    for line in report_lines(report):
        console.print(line, crop=False, soft_wrap=True)
    return report
