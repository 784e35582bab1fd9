"""Connections to PostgreSQL, all opened alike. What is done over them lives elsewhere."""

from typing import Any

import psycopg
from psycopg.conninfo import conninfo_to_dict

from database.errors import PlatformError

SESSION_OPTIONS = "-c TimeZone=UTC -c lock_timeout=60s -c idle_in_transaction_session_timeout=600s"


class DatabaseUnreachableError(PlatformError):
    """A database did not answer. Passing: a server may be starting or failing over."""

    is_transient = True


class AddressError(PlatformError):
    """Something was given for the address of a database that is none."""


def describe(url: str) -> str:
    """Say which database `url` names, without its password.

    Raises:
        AddressError: It is no address.
    """
    parts = _parts(url)
    user, host, port = parts.get("user"), parts.get("host"), parts.get("port", "5432")
    return f"{parts.get('dbname')} at {host}:{port} as {user}"


def connect(url: str, *, read_only: bool = False, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection whose session is in UTC and gives up on a lock after a minute.

    Args:
        url: A libpq connection URI.
        read_only: Refuse every write of this session.
        autocommit: Commit each statement by itself.

    Raises:
        AddressError: It is no address.
        DatabaseUnreachableError: Nobody answers at that address, or it turns us away.
    """
    parts = [SESSION_OPTIONS, str(_parts(url).get("options") or "")]
    if read_only:
        parts.append("-c default_transaction_read_only=on")
    try:
        return psycopg.connect(
            url,
            autocommit=autocommit,
            options=" ".join(parts),
            connect_timeout=10,
            application_name="poultryco",
        )
    except psycopg.OperationalError as error:
        raise DatabaseUnreachableError(
            f"Cannot connect to {describe(url)}",
            expected="a PostgreSQL server that lets this user in",
            found=str(error).strip(),
            remedy="check the address (--url, POULTRYCO_WAREHOUSE_URL or POULTRYCO_SOURCE_URL), or "
            "leave it out and run `poultryco up` for the embedded server",
        ) from error


def _parts(url: str) -> dict[str, Any]:
    """Return what an address says. It may hold a password, and stands in no message."""
    try:
        return conninfo_to_dict(url)
    except psycopg.ProgrammingError:
        # Without the cause: it quotes the address.
        raise AddressError(
            "The address of the database cannot be read",
            expected="postgresql://user@host:port/database",
            found=f"{len(url)} characters that are no such address",
            remedy="check --url or the setting it came from; percent-encode signs in a password",
        ) from None
