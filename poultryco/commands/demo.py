"""`poultryco demo`: the whole platform once."""

import typer


def register(app: typer.Typer) -> None:
    """Add this topic to the command line."""
    app.command()(demo)


def demo() -> None:
    """Run everything once: community, replication, prices, dbt, checks, report. Safe to repeat.

    An embedded operational database that is empty gets a synthetic community of 2,000 members; one
    that POULTRYCO_SOURCE_URL names is only read.

    The NECC page is tried once for the current and the previous month; where it cannot be
    reached the demo says so and goes on with the archive.

    Example: `poultryco demo`
    """
    from database.settings import get_settings
    from poultryco.demo import Demo

    if not Demo(get_settings()).run():
        raise typer.Exit(1)
