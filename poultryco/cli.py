"""The `poultryco` command: its topics, and how an error becomes a message and an exit code.

Commands live in `poultryco.commands`; whatever is slow to import is imported by the command
that needs it, because `--help` must not wait for Dagster, dbt or pandas.
"""

import sys

import typer

from database.errors import PlatformError
from poultryco.commands import (
    check,
    community,
    db,
    dbt,
    demo,
    necc,
    replicate,
    report,
    run,
    server,
    ui,
)

app = typer.Typer(
    help="PoultryCo data platform: egg prices from the NECC page to analytics, checks and report.",
    no_args_is_help=True,
    rich_markup_mode="markdown",
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
demo.register(app)
server.register(app)
db.register(app)
community.register(app)
replicate.register(app)
necc.register(app)
check.register(app)
dbt.register(app)
report.register(app)
run.register(app)
ui.register(app)


def main() -> None:
    """Run the command line; a failure prints what to do and exits with 1, a bad setting with 2."""
    try:
        app()
    except PlatformError as error:
        sys.exit(_say(str(error), 1))
    except KeyboardInterrupt:
        sys.exit(_say("stopped", 130))
    except ValueError as error:
        if type(error).__name__ != "ValidationError":
            raise
        sys.exit(_say(_settings_message(error), 2))
    except Exception as error:
        _explain_refusal(error)
        raise


def _explain_refusal(error: Exception) -> None:
    """Exit with what PostgreSQL refused, if that is what happened and nobody has said it yet."""
    if not type(error).__module__.startswith("psycopg"):
        return
    from psycopg import OperationalError
    from psycopg.errors import InsufficientPrivilege, ReadOnlySqlTransaction

    from database.refusals import explain

    if isinstance(error, (OperationalError, InsufficientPrivilege, ReadOnlySqlTransaction)):
        sys.exit(_say(str(explain(error, "The database refuses this")), 1))


def _say(message: str, code: int) -> int:
    print(f"poultryco: {message}", file=sys.stderr)  # noqa: T201
    return code


def _settings_message(error: ValueError) -> str:
    from pydantic import ValidationError

    if not isinstance(error, ValidationError):
        return str(error)
    lines = ["A setting is not allowed"]
    for each in error.errors(include_url=False, include_input=False):
        name = "_".join(str(part) for part in each["loc"]).upper()
        lines.append(f"  {f'POULTRYCO_{name}: ' if name else ''}{each['msg']}")
    return "\n".join(lines)
