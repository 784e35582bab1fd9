"""`poultryco demo`: the whole platform once."""

import typer


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(demo)


def demo() -> None:
    """Run everything once: archive, the page, dbt, checks and the report. Safe to repeat.

    The NECC page is tried once for the current and the previous month; where it cannot be
    reached the demo says so and goes on with the archive.

    Example: `poultryco demo`
    """
    from database.settings import get_settings
    from poultryco.demo import Demo

    if not Demo(get_settings()).run():
        raise typer.Exit(1)
