"""What the commands about the operational database have in common."""

from typing import Annotated

import typer

Url = Annotated[
    str | None,
    typer.Option(
        "--url",
        metavar="URL",
        help="The database; without it POULTRYCO_SOURCE_URL or the embedded server.",
    ),
]


def source(url: str | None) -> str:
    """Return the operational database that a command is about, its server up."""
    from database.bring_up import source_url
    from database.settings import get_settings

    if url is None:
        return source_url(get_settings())
    if not url.strip():
        # An unset variable of a script must not lead to another database.
        message = "--url is empty; leave it out for the configured database"
        raise typer.BadParameter(message)
    return url
