"""`poultryco check`: run the checks of Great Expectations, list them, explain one."""

from enum import StrEnum
from typing import TYPE_CHECKING, Annotated

import typer

if TYPE_CHECKING:
    from database.check_results import CheckResult


class CheckedSchema(StrEnum):
    """A schema that has checks."""

    MARKET = "market"
    ANA = "ana"


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(check)


def check(
    schema: Annotated[
        CheckedSchema | None, typer.Option(help="Only checks on tables of this schema.")
    ] = None,
    table: Annotated[
        str | None,
        typer.Option(metavar="TABLE", help="Only checks on this table, such as nec_prices."),
    ] = None,
    show_all: Annotated[bool, typer.Option("--all", help="Show what passed, too.")] = False,
    show_list: Annotated[
        bool, typer.Option("--list", help="Only list the checks; nothing is run.")
    ] = False,
    explain: Annotated[
        str | None,
        typer.Option(metavar="NAME", help="Say what one check asserts; nothing is run."),
    ] = None,
) -> None:
    """Check the warehouse, record every result in `quality.results`, show what is wrong.

    Exit code 1 if a check of severity error fails; warnings are shown and do not count.

    Examples: `poultryco check`, `poultryco check --schema market`,
    `poultryco check --table nec_prices --all`, `poultryco check --list`,
    `poultryco check --explain prices_are_fresh`
    """
    from rich.console import Console

    from database.check_results import has_blocking_failure
    from expectations.market import rules, rules_of_table
    from poultryco.check_summary import explanation, result_lines, rules_by_table

    console = Console()
    if explain is not None:
        console.print(explanation(rules(names=[explain])[0]), crop=False)
        return
    selected = rules(schema.value if schema else None)
    if table is not None:
        selected = rules_of_table(selected, table)
    if show_list:
        for each in rules_by_table(selected):
            console.print(each)
        return
    results = _run([rule.name for rule in selected])
    for line in result_lines(results, {rule.name: rule for rule in selected}, show_all=show_all):
        console.print(line, crop=False)
    if has_blocking_failure(results):
        raise typer.Exit(1)


def _run(names: list[str]) -> "list[CheckResult]":
    from rich.console import Console

    from database.bring_up import warehouse_url
    from database.settings import get_settings
    from expectations.runner import run_suite

    with Console(stderr=True).status(f"running {len(names)} checks"):
        return run_suite(warehouse_url(get_settings()), names=names)
