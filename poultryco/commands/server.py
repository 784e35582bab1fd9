"""Commands about the databases as a whole: up, down, status, env, psql."""

import os
import shlex
import shutil
from enum import StrEnum
from typing import Annotated

import typer

PASS_THROUGH = {
    "allow_extra_args": True,
    "ignore_unknown_options": True,
    "allow_interspersed_args": False,
}


class Database(StrEnum):
    """A database by the part it plays."""

    WAREHOUSE = "warehouse"
    SOURCE = "source"


def register(app: typer.Typer) -> None:
    """Add this topic's commands to `app`."""
    for command in (up, down, status, env):
        app.command()(command)
    app.command(context_settings=PASS_THROUGH)(psql)


def up() -> None:
    """Bring up the warehouse: server, tables, zone register. Safe to repeat.

    Example: `poultryco up`
    """
    from database.bring_up import warehouse_url
    from database.connections import connect, describe
    from database.settings import get_settings
    from ingestion.necc.zones import load_zones

    url = warehouse_url(get_settings())
    with connect(url) as connection:
        load_zones(connection)
    typer.echo(f"warehouse is up: {describe(url)}")


def down() -> None:
    """Stop the embedded server; the data stays.

    Example: `poultryco down`
    """
    from database.server import EmbeddedServer
    from database.settings import get_settings

    stopped = EmbeddedServer(get_settings().home).stop()
    typer.echo("embedded server stopped" if stopped else "no embedded server was running")


def status() -> None:
    """Say what runs, where it is and how far the prices reach. Starts nothing.

    Example: `poultryco status`
    """
    from database.settings import get_settings
    from poultryco.status import status_lines

    for name, value in status_lines(get_settings()):
        typer.echo(f"{name:<18}{value}")


def env() -> None:
    """Print what dbt, Dagster and Great Expectations read, for the shell to evaluate.

    The password of a configured warehouse is part of it.

    Example: `eval "$(poultryco env)" && dbt build`
    """
    from database.environment import tool_environment
    from database.settings import get_settings

    for name, value in tool_environment(get_settings()).items():
        typer.echo(f"export {name}={shlex.quote(value)}")


def psql(
    context: typer.Context,
    database: Annotated[
        Database, typer.Option(help="Which of the two databases to open.")
    ] = Database.WAREHOUSE,
) -> None:
    """Open psql on the warehouse or the source; what follows is psql's own.

    Examples: `poultryco psql`, `poultryco psql -c "select count(*) from market.nec_prices"`,
    `poultryco psql --database source -l`
    """
    from database.bring_up import source_url, warehouse_url
    from database.server_files import find_binaries
    from database.settings import get_settings

    settings = get_settings()
    url = warehouse_url(settings) if database is Database.WAREHOUSE else source_url(settings)
    beside_server = find_binaries() / "psql"
    program = str(beside_server) if beside_server.exists() else shutil.which("psql") or "psql"
    os.execv(program, [program, url, *context.args])  # noqa: S606 (psql takes the terminal over)
