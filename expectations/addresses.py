"""The warehouse's address as SQLAlchemy wants it, and errors without what the address hides."""

from urllib.parse import quote

from psycopg.conninfo import conninfo_to_dict
from sqlalchemy import URL

from expectations.scans import SETTINGS

SESSION = " ".join(
    [
        "-c default_transaction_read_only=on -c TimeZone=UTC -c lock_timeout=60s",
        *(f"-c {name}={value}" for name, value in SETTINGS.items()),
    ]
)


def sqlalchemy_url(url: str, schema: str) -> URL:
    """Return the libpq URI as SQLAlchemy wants it, for a read-only session in that schema."""
    parts = {name: str(value) for name, value in conninfo_to_dict(url).items() if value is not None}
    host, options = parts.pop("host", "localhost"), parts.pop("options", "")
    if host.startswith("/"):
        # Great Expectations insists on a host; libpq takes the one of the query.
        parts["host"], host = host, "localhost"
    return URL.create(
        "postgresql+psycopg",
        username=parts.pop("user", None),
        password=parts.pop("password", None),
        host=host,
        port=int(parts.pop("port", 5432)),
        database=parts.pop("dbname", None),
        query=parts | {"options": f"{options} {SESSION} -c search_path={schema}".strip()},
    )


def without_secrets(reason: str, url: str) -> str:
    """Return the message of an error without SQLAlchemy's additions and without the password."""
    password = str(conninfo_to_dict(url).get("password") or "")
    for secret in filter(None, (password, quote(password, safe=""))):
        reason = reason.replace(secret, "***")
    return reason.partition("\n[SQL: ")[0].strip()
