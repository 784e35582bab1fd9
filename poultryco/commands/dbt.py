"""The command `poultryco dbt`: dbt itself, with the settings it needs and nothing else added."""

import os
import sys
from pathlib import Path

import typer

PASS_THROUGH = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "allow_interspersed_args": False,
    "help_option_names": [],
}


def register(app: typer.Typer) -> None:
    """Add this command to `app`."""
    app.command(context_settings=PASS_THROUGH)(dbt)


def dbt(context: typer.Context) -> None:
    """Run dbt on the warehouse, brought up if need be; all arguments go to dbt.

    Blocking checks on the prices do not run before it: `poultryco run` does both.

    Examples: `poultryco dbt build`, `poultryco dbt build --select ana_necc_daily_prices`,
    `poultryco dbt --help`
    """
    from database.environment import tool_environment
    from database.settings import get_settings

    program = str(Path(sys.executable).with_name("dbt"))
    environment = {**os.environ, **tool_environment(get_settings())}
    os.execve(program, [program, *context.args], environment)  # noqa: S606
