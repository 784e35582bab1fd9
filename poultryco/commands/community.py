"""Commands about the synthetic community: `poultryco community generate | tick | verify`."""

from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from poultryco.commands.db_options import Url, source

if TYPE_CHECKING:
    from database.community.verification import Verification

app = typer.Typer(
    help="A synthetic community in an operational database, for tests, demo and benchmarks.",
    no_args_is_help=True,
)
BROKEN = 1
SLOW_TABLES_SHOWN = 8

Seed = Annotated[int, typer.Option(help="Which community, or which days; the same seed, the same.")]


def register(parent: typer.Typer) -> None:
    """Add this topic to the command line."""
    parent.add_typer(app, name="community")


@app.command()
def generate(  # noqa: PLR0917  # Options of a command are never given by position.
    members: Annotated[int, typer.Option(min=50, help="How many people.")] = 2000,
    seed: Seed = 1,
    until: Annotated[
        datetime | None,
        typer.Option(
            formats=["%Y-%m-%d"],
            metavar="DAY",
            help="Last day of its three years (default: 2026-04-07, where the price archive ends).",
        ),
    ] = None,
    faults: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Damage it too, one violation of every kind, and write to FILE (JSON) where.",
        ),
    ] = None,
    verify: Annotated[bool, typer.Option(help="Check every rule of the schema afterwards.")] = True,
    url: Url = None,
) -> None:
    """Fill an empty operational database with people, farms, posts, events, orders and the rest.

    The same members, seed and last day make the same rows. Nothing is written where somebody is
    already. Egg prices are copies of the archive's.

    Examples: `poultryco community generate`,
    `poultryco community generate --members 100000 --seed 7 --url postgresql://me@host/scratch`,
    `poultryco community generate --members 300 --faults faults.json`
    """
    from rich.console import Console

    from database.community.calendar import LAST_DAY
    from database.community.faults import plant_faults, write_faults
    from database.community.functions import Plan
    from database.community.generation import generate as make
    from database.connections import describe
    from poultryco.community_prices import archive_figures

    target = _prepared(url)
    plan = Plan(members, seed, until.date() if until else LAST_DAY)
    with Console(stderr=True).status("making a community") as status:
        made = make(target, plan, archive_figures(), progress=status.update)
    rate = members / made.seconds
    typer.echo(
        f"{members:,} members, {sum(made.rows.values()):,} rows in {made.seconds:.1f} s "
        f"({rate:,.0f} members/s): {describe(target)}"
    )
    for table, rows in sorted(made.rows.items(), key=lambda each: -each[1])[:SLOW_TABLES_SHOWN]:
        typer.echo(f"  {table:<28}{rows:>12,}")
    if verify:
        _report(_verified(target))
    if faults is not None:
        planted = plant_faults(target)
        write_faults(planted, faults)
        typer.echo(f"{len(planted)} violations planted, listed in {faults}")


@app.command()
def tick(
    days: Annotated[int, typer.Option(min=1, help="How many days.")] = 1,
    seed: Seed = 1,
    url: Url = None,
) -> None:
    """Add days of new activity, edits and deletions after the last day, through every trigger.

    Example: `poultryco community tick --days 7`
    """
    from rich.console import Console

    from database.community.ticking import tick as live

    with Console(stderr=True).status("a day goes by") as status:
        added = live(source(url), days, seed=seed, progress=lambda day: status.update(str(day)))
    typer.echo(f"{len(added)} days added, up to {added[-1]}")


@app.command()
def verify(url: Url = None) -> None:
    """Check every rule of the schema that triggers and foreign keys keep; exit with 1 if one fails.

    Example: `poultryco community verify`
    """
    verification = _verified(source(url))
    _report(verification)
    if verification.violations:
        raise typer.Exit(BROKEN)


def _prepared(url: str | None) -> str:
    from database.community.generation import require_nobody
    from database.schema_changes import migrate_schema
    from database.seeding import seed

    target = source(url)
    require_nobody(target)
    migrate_schema(target)
    seed(target)
    return target


def _verified(url: str) -> "Verification":
    from rich.console import Console

    from database.community.verification import verify as ask

    with Console(stderr=True).status("verifying") as status:
        return ask(url, progress=lambda rule: status.update(f"{rule.table}: {rule.claim}"))


def _report(verification: "Verification") -> None:
    for each in verification.violations:
        rule = each.rule
        typer.echo(f"{rule.kind:<12} {rule.table}: not so in {each.rows:,} rows: {rule.claim}")
    broken = len(verification.violations)
    typer.echo(f"{verification.rules} rules, {broken} broken")
