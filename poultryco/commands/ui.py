"""The command that serves Dagster's UI."""

from typing import Annotated

import typer


def register(app: typer.Typer) -> None:
    """Add this topic's command to `app`."""
    app.command()(ui)


def ui(
    port: Annotated[int, typer.Option(help="Port of the UI on 127.0.0.1.")] = 3000,
) -> None:
    """Serve the Dagster UI with its daemon on this machine, until Ctrl-C.

    Examples: `poultryco ui`, `poultryco ui --port 3001`
    """
    from database.settings import get_settings
    from orchestration.serve import serve

    serve(get_settings(), port=port, say=typer.echo)
