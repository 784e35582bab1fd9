"""`poultryco check`: run the checks of Great Expectations, list them, explain one."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from expectations.schemas import CheckedSchema

if TYPE_CHECKING:
    from collections.abc import Sequence

    from database.check_results import CheckResult
    from expectations.rules import Rule


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(check)


def check(  # noqa: PLR0917  # Options of a command are never given by position.
    schema: Annotated[
        CheckedSchema | None, typer.Option(help="Only checks on tables of this schema.")
    ] = None,
    module: Annotated[
        str | None,
        typer.Option(metavar="PREFIX", help="Only checks on tables of this module, such as soc."),
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="Only checks on this table, such as soc_posts."),
    ] = None,
    since_last: Annotated[
        bool,
        typer.Option(
            "--since-last",
            help="Of replicas, look only at rows touched since each check last held.",
        ),
    ] = False,
    show_all: Annotated[bool, typer.Option("--all", help="Show what passed, too.")] = False,
    show_list: Annotated[
        bool, typer.Option("--list", help="Only list the checks; nothing is run.")
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Say what one check asserts; nothing is run."),
    ] = None,
    planted: Annotated[
        Path | None,
        typer.Option(
            metavar="FILE",
            help="Compare with what `community generate --faults FILE` planted: exactly that must"
            " be found.",
        ),
    ] = None,
) -> None:
    """Check the warehouse, record every result in `quality.results`, show what is wrong.

    Exit code 1 if a check of severity error fails; warnings are shown and do not count.

    Examples: `poultryco check`, `poultryco check --schema market`,
    `poultryco check --module soc --since-last`, `poultryco check --table nec_prices --all`,
    `poultryco check --list`, `poultryco check --explain prices_are_fresh`,
    `poultryco check --schema core --planted faults.json`
    """
    from rich.console import Console

    from database.check_results import has_blocking_failure
    from expectations.suites import rules
    from poultryco.check_summary import explanation, result_lines, rules_by_table

    console = Console()
    if explain is not None:
        console.print(explanation(rules(names=[explain])[0]), crop=False)
        return
    selected = rules(schema, module=module, table=table)
    if show_list:
        for each in rules_by_table(selected):
            console.print(each)
        return
    results = _run(selected, since_last=since_last)
    if planted is not None:
        _compare(planted, results)
        return
    for line in result_lines(results, {rule.name: rule for rule in selected}, show_all=show_all):
        console.print(line, crop=False)
    if has_blocking_failure(results):
        raise typer.Exit(1)


def _compare(file: Path, results: "Sequence[CheckResult]") -> None:
    from expectations.planted import differences, read_planted

    planted = read_planted(file)
    lines = differences(planted, results)
    for line in lines:
        typer.echo(line)
    typer.echo(
        f"{len(planted)} violations planted, {len(results)} checks asked, {len(lines)} of them"
        " do not say what was planted"
    )
    if lines:
        raise typer.Exit(1)


def _run(selected: "Sequence[Rule]", *, since_last: bool) -> "list[CheckResult]":
    from rich.console import Console

    from database.bring_up import warehouse_url
    from database.settings import get_settings
    from expectations.runner import run_checks

    with Console(stderr=True).status(f"running {len(selected)} checks"):
        return run_checks(warehouse_url(get_settings()), selected, since_last=since_last)
