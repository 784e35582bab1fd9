"""Commands that keep the operational data right: seeds, counters, trash, backups."""

from pathlib import Path
from typing import Annotated

import typer

from poultryco.commands.db_options import Url, source

FAILED = 1


def register(app: typer.Typer) -> None:
    """Add these commands to the topic."""
    for command in (seed, purge, restore, backup, upkeep):
        app.command()(command)
    app.command("repair-counters")(repair_counters)
    app.command("restore-backup")(restore_backup)


def seed(url: Url = None) -> None:
    """Load the reference data of seeds/. A second time changes nothing.

    Example: `poultryco db seed`
    """
    from database.seeding import seed as load

    for report in load(source(url)):
        typer.echo(
            f"{report.table:<32}{report.rows:>5} rows  {report.inserted} new, "
            f"{report.updated} changed, {report.unchanged} unchanged"
        )


def repair_counters(
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Only say what is wrong; exit with 1 if anything is.")
    ] = False,
    url: Url = None,
) -> None:
    """Recount every counter and make the wrong ones right, while others write.

    Example: `poultryco db repair-counters --dry-run`
    """
    from database.upkeep import repair_counters as repair

    counters = repair(source(url), dry_run=dry_run)
    wrong = [each for each in counters if each.rows_wrong]
    for each in wrong:
        typer.echo(f"{each.table_name}.{each.column_name}: {each.rows_wrong} rows wrong")
    outcome = "wrong" if dry_run else "repaired"
    typer.echo(f"{len(counters)} counters, {len(wrong)} {outcome}")
    if dry_run and wrong:
        raise typer.Exit(FAILED)


def purge(url: Url = None) -> None:
    """Delete for good what is past its time: trash, logs, read notifications, old versions.

    Example: `poultryco db purge`
    """
    from database.upkeep import purge as delete

    for each in delete(source(url)):
        typer.echo(f"{each.table_name:<32}{each.rows_purged:>8} rows")


def upkeep(
    chore: Annotated[
        str | None, typer.Argument(metavar="CHORE", help="Which one; without it, all are listed.")
    ] = None,
    url: Url = None,
) -> None:
    """Do one chore of the upkeep that Dagster does on its schedules, or list them.

    Examples: `poultryco db upkeep`, `poultryco db upkeep refresh_views`
    """
    from database.chores import CHORES, chore_named
    from database.settings import get_settings

    if chore is None:
        for each in CHORES.values():
            typer.echo(f"{each.name:<20} {each.description}")
        return
    outcome = chore_named(chore).work(source(url), get_settings().backups_dir)
    for name, value in outcome.lines:
        typer.echo(f"{name:<32} {value}")
    typer.echo(f"{chore}: {outcome.rows:,} rows")
    if outcome.warning:
        typer.echo(f"warning: {outcome.warning}", err=True)


def restore(
    table: Annotated[str, typer.Argument(help="Table of the row.")],
    row_id: Annotated[str, typer.Argument(metavar="ID", help="Its key.")],
    version: Annotated[
        int | None, typer.Option(help="Write the content of this version as the newest.")
    ] = None,
    from_trash: Annotated[
        bool, typer.Option("--from-trash", help="Take the row out of the trash.")
    ] = False,
    url: Url = None,
) -> None:
    """Bring a row back: out of the trash, or to what it said in an earlier version.

    Examples: `poultryco db restore soc_posts ID --from-trash`,
    `poultryco db restore soc_posts ID --version 2`
    """
    from database.upkeep import restore_from_trash, restore_version

    if from_trash == (version is not None):
        message = "say either --from-trash or --version N"
        raise typer.BadParameter(message)
    if version is None:
        restore_from_trash(source(url), table, row_id)
        typer.echo(f"{table} {row_id} is out of the trash")
        return
    newest = restore_version(source(url), table, row_id, version)
    typer.echo(f"{table} {row_id} says again what version {version} said, as version {newest}")


def backup(
    file: Annotated[
        Path | None, typer.Argument(help="Where to; without it a new name in the home's backups/.")
    ] = None,
    url: Url = None,
) -> None:
    """Back the database up into a file, with a manifest of its row counts beside it.

    Examples: `poultryco db backup`, `poultryco db backup /backups/today.dump`
    """
    from database.backup_files import default_file
    from database.backups import take_backup
    from database.settings import get_settings

    target = source(url)
    file = file or default_file(target, get_settings().backups_dir)
    manifest = take_backup(target, file)
    rows = sum(manifest.rows.values())
    typer.echo(f"{file}: {manifest.size:,} bytes, {rows:,} rows in {len(manifest.rows)} tables")


def restore_backup(
    file: Annotated[Path, typer.Argument(help="The backup; its manifest lies beside it.")],
    into: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="New database to restore into; without it, a test."),
    ] = None,
    url: Url = None,
) -> None:
    """Restore a backup into a new database, or prove on a scratch one that it can be restored.

    Exits with 1 when a table comes back with another number of rows, or an object as another.
    What came of a test is written beside the backup.

    Examples: `poultryco db restore-backup today.dump`,
    `poultryco db restore-backup today.dump --into poultryco_restored`
    """
    from database.backups import restore_backup as bring_back
    from database.backups import restore_test

    target = source(url)
    report = bring_back(file, target, into=into) if into else restore_test(file, target)
    for line in report.differences:
        typer.echo(line)
    rows, tables = sum(report.manifest.rows.values()), len(report.manifest.rows)
    place = f"into {report.database}" if into else "into a scratch database, dropped again"
    typer.echo(
        f"{rows:,} rows in {tables} tables of {report.manifest.taken_at} restored {place} "
        f"in {report.seconds:.1f} s, {len(report.differences)} differences"
    )
    if report.differences:
        raise typer.Exit(FAILED)
