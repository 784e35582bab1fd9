"""Connections to PostgreSQL, all opened alike. What is done over them lives elsewhere."""

import psycopg
from psycopg.conninfo import conninfo_to_dict

from database.errors import PlatformError

SESSION_OPTIONS = "-c TimeZone=UTC -c lock_timeout=60s -c idle_in_transaction_session_timeout=600s"


class DatabaseUnreachableError(PlatformError):
    """A database did not answer. Passing: a server may be starting or failing over."""

    is_transient = True


def describe(url: str) -> str:
    """Say which database `url` names, without its password."""
    parts = conninfo_to_dict(url)
    user, host, port = parts.get("user"), parts.get("host"), parts.get("port", "5432")
    return f"{parts.get('dbname')} at {host}:{port} as {user}"


def connect(url: str, *, read_only: bool = False, autocommit: bool = False) -> psycopg.Connection:
    """Open a connection whose session is in UTC and gives up on a lock after a minute.

    Args:
        url: A libpq connection URI.
        read_only: Refuse every write of this session.
        autocommit: Commit each statement by itself.

    Raises:
        DatabaseUnreachableError: Nobody answers at that address, or it turns us away.
    """
    parts = [SESSION_OPTIONS, str(conninfo_to_dict(url).get("options") or "")]
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
            remedy="check POULTRYCO_WAREHOUSE_URL or POULTRYCO_SOURCE_URL, or unset them and run "
            "`poultryco up` for the embedded server",
        ) from error
