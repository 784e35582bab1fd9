"""What PostgreSQL refuses, in the words of the platform: worth another try, or not."""

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg

from database.errors import PlatformError

# Lost connections, rolled back for others' sake, a lock not had in time, a server that goes down.
PASSING_CLASSES = ("08", "40")
PASSING_STATES = ("53300", "55P03", "57P01", "57P02", "57P03")

# What people meet with another user or another database than the one they meant.
REMEDIES = {
    psycopg.errors.InsufficientPrivilege: "use the owner of the database, or grant what it names",
    psycopg.errors.ReadOnlySqlTransaction: "use a user and a server that may write",
    psycopg.errors.UndefinedFunction: "run `poultryco db migrate` on this database",
    psycopg.errors.UndefinedTable: "run `poultryco db migrate` on this database",
    psycopg.errors.UndefinedColumn: "run `poultryco db migrate` on this database",
}


class DatabaseRefusedError(PlatformError):
    """PostgreSQL does not do what it is asked for, and would not the next time either."""


class DatabaseInterruptedError(PlatformError):
    """Work on a database was cut short by something that passes. What was begun is undone."""

    is_transient = True


def explain(error: psycopg.Error, what: str) -> PlatformError:
    """Return the error of the platform that says what PostgreSQL refused.

    Args:
        error: What psycopg raised.
        what: What was being done, as a sentence such as "The trash cannot be emptied".
    """
    found = error.diag.message_primary or str(error).strip() or type(error).__name__
    if _passes(error):
        return DatabaseInterruptedError(
            what,
            expected="a server that stays up and a lock within a minute",
            found=found,
            remedy="try again; nothing of what was cut short has stayed",
        )
    remedies = (remedy for kind, remedy in REMEDIES.items() if isinstance(error, kind))
    return DatabaseRefusedError(
        what,
        expected="a database with the schema of this version, and a user who may do this",
        found=found,
        remedy=next(remedies, error.diag.message_hint or "mend what it says"),
    )


@contextmanager
def explained(what: str) -> Iterator[None]:
    """Turn whatever PostgreSQL refuses inside into an error of the platform."""
    try:
        yield
    except psycopg.Error as error:
        raise explain(error, what) from error


def _passes(error: psycopg.Error) -> bool:
    state = error.sqlstate
    if state is None:
        # The connection broke; the server had no time to say why.
        return isinstance(error, psycopg.OperationalError)
    return state.startswith(PASSING_CLASSES) or state in PASSING_STATES
