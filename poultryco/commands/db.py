"""Commands about the operational schema: `poultryco db migrate | status | plan | create | ...`.

Looking at tables is `db_tables`, keeping the data right `db_upkeep`; all are one topic.
"""

from typing import Annotated

import typer

from poultryco.commands import db_tables, db_upkeep
from poultryco.commands.db_options import Url, source

app = typer.Typer(
    help="The operational database: its schema, its tables, their upkeep.",
    no_args_is_help=True,
)
FAILED = 1


def register(parent: typer.Typer) -> None:
    """Add this topic to the command line."""
    for command in (migrate, status, plan, create, rollback):
        app.command()(command)
    app.command("test")(try_)
    db_tables.register(app)
    db_upkeep.register(app)
    parent.add_typer(app, name="db")


def migrate(url: Url = None) -> None:
    """Bring the schema to this version, on an empty database or one that has it already.

    A database that holds tables of anything else is refused.
    Before release 1.0 a database that holds nothing but reference data is built anew when files
    of the schema were edited; one that holds data is left alone.

    Examples: `poultryco db migrate`, `poultryco db migrate --url postgresql://me@host/db`
    """
    from rich.console import Console

    from database.connections import describe
    from database.schema_changes import migrate_schema

    target = source(url)
    with Console(stderr=True).status("looking at the schema") as status_line:
        applied = migrate_schema(target, progress=status_line.update)
    what = f"{len(applied)} files applied" if applied else "nothing to do"
    typer.echo(f"{what}: {describe(target)}")


def status(url: Url = None) -> None:
    """Say which files are in place, which are not, and what ran last.

    Example: `poultryco db status`
    """
    from database.connections import describe
    from database.schema_changes import plan_of

    target = source(url)
    found = plan_of(target)
    typer.echo(f"database    {describe(target)}")
    typer.echo(f"in place    {len(found.applied)} files")
    typer.echo(f"pending     {len(found.pending)}")
    typer.echo(f"edited      {', '.join(found.rewritten) or 'none'}")
    for run in found.runs:
        typer.echo(
            f"{run.run_at:%Y-%m-%d %H:%M:%S}  {run.state:<12}{run.name:<36}"
            f"{run.duration_ms:>7} ms  {run.run_by}  {(run.error or '').partition(chr(10))[0]}"
        )


def plan(url: Url = None) -> None:
    """Show what `migrate` would do; change nothing. Exits with 1 where it would be refused.

    Example: `poultryco db plan`
    """
    from database.schema_changes import plan_of

    found = plan_of(source(url))
    if found.is_refused:
        filled = ", ".join(f"{name} ({rows})" for name, rows in found.filled.items())
        typer.echo(f"refused: {', '.join(found.rewritten)} edited or gone, data in {filled}")
        raise typer.Exit(FAILED)
    if found.is_rebuild:
        typer.echo(
            f"drop everything, there is no data: {', '.join(found.rewritten)} edited or gone"
        )
    for name in found.pending:
        typer.echo(f"run {name}")
    if not found.pending:
        typer.echo("nothing to do")


def create(
    name: Annotated[
        str,
        typer.Argument(help="Of a table (soc_likes), of a module (soc_), of a change."),
    ],
    migration: Annotated[
        bool,
        typer.Option("--migration", help="A change of a schema that is out, with its way back."),
    ] = False,
) -> None:
    """Make the numbered file of a new table or module, from a template that obeys the rules.

    Examples: `poultryco db create soc_post_reactions`, `poultryco db create flk_`,
    `poultryco db create add_reason_to_blocked_users --migration`
    """
    from database.new_files import create_migration_files, create_module_file, create_table_file

    if migration:
        files = create_migration_files(name)
    else:
        files = create_module_file(name) if name.endswith("_") else create_table_file(name)
    for file in files:
        typer.echo(str(file))


def try_(url: Url = None) -> None:
    """Build the whole schema on a scratch database; compare it with the dictionary and the rules.

    Exits with 1 when it is not as described, or breaks a rule.

    Example: `poultryco db test`
    """
    from rich.console import Console

    from database.schema_trial import try_schema
    from poultryco.db_summary import finding_lines

    target = source(url)
    with Console(stderr=True).status("building") as status_line:
        report = try_schema(target, progress=status_line.update)
    typer.echo(
        f"{report.files} files in {report.seconds:.1f} s, {report.seeded_rows} rows of reference "
        f"data, {len(report.taken_back)} migrations taken back and applied again"
    )
    for line in report.differences:
        typer.echo(f"not as in the dictionary: {line}")
    for line in finding_lines(report.findings):
        typer.echo(line)
    if not report.is_good:
        raise typer.Exit(FAILED)


def rollback(url: Url = None) -> None:
    """Take back the last migration by its down file, or say that there is none.

    Example: `poultryco db rollback`
    """
    from database.schema_changes import roll_back

    typer.echo(f"taken back: {roll_back(source(url))}")
