"""The command `poultryco dbt`: dbt itself, with the settings it needs and nothing else added."""

import os
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

import typer

if TYPE_CHECKING:
    from collections.abc import Sequence

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

    What its tests find goes into `quality.results`. Blocking checks on the prices do not run
    before it: `poultryco run` does both.

    Examples: `poultryco dbt build`, `poultryco dbt build --select ana_necc_daily_prices`,
    `poultryco dbt --help`
    """
    from database.bring_up import warehouse_url
    from database.environment import tool_environment
    from database.settings import get_settings
    from expectations.dbt_results import RUN_RESULTS, record_dbt_run

    settings = get_settings()
    program = str(Path(sys.executable).with_name("dbt"))
    environment = {**os.environ, **tool_environment(settings)}
    began = time.time()
    done = subprocess.run([program, *context.args], check=False, env=environment)
    target = _target(context.args)
    results = target / RUN_RESULTS
    if results.exists() and results.stat().st_mtime >= began:
        record_dbt_run(warehouse_url(settings), target)
    raise typer.Exit(done.returncode)


def _target(arguments: "Sequence[str]") -> Path:
    """Return the folder that dbt writes to: an option, a variable, or the project's own."""
    from orchestration.dbt_manifest import DBT_PROJECT

    if "--target-path" in arguments[:-1]:
        return Path(arguments[arguments.index("--target-path") + 1])
    return Path(os.environ.get("DBT_TARGET_PATH") or DBT_PROJECT / "target")
