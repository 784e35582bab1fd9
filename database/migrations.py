"""Runs numbered SQL files against a database, once each, and keeps a record of them.

What the files contain is no concern of this module; which folder belongs to which database
is `bring_up`.
"""

import hashlib
import re
import time
from dataclasses import dataclass
from pathlib import Path

import psycopg

from database.connections import connect
from database.errors import PlatformError

FILE_NAME = re.compile(r"(?P<number>\d{3})_[a-z0-9_]+\.sql")
LOCK_KEY = 0x706F756C  # "poul": one runner at a time in a database

RECORD_TABLE = """
create table if not exists public.schema_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now(),
    applied_by text not null default current_user,
    duration_ms integer not null
)
"""


class MigrationError(PlatformError):
    """A folder of migrations does not fit the database's record of it, or a file fails."""


@dataclass(frozen=True, slots=True)
class Migration:
    """One file. Key: its name, which starts with its number."""

    name: str
    sql: str
    checksum: str


def read_migrations(folder: Path) -> list[Migration]:
    """Return the files of `folder` in order.

    Raises:
        MigrationError: A file's name has no number, or two share one.
    """
    files = sorted(folder.glob("*.sql"))
    numbers: dict[str, str] = {}
    for file in files:
        match = FILE_NAME.fullmatch(file.name)
        twin = numbers.setdefault(match["number"], file.name) if match else "a name like 001_x.sql"
        if twin != file.name:
            raise MigrationError(
                f"The migration {file.name} has no place in the order",
                expected="three digits of its own, an underscore, a name in small letters, .sql",
                found=f"{file.name} beside {twin}" if match else file.name,
                remedy="rename the file",
            )
    return [_read(file) for file in files]


def _read(file: Path) -> Migration:
    sql = file.read_text()
    return Migration(file.name, sql, hashlib.sha256(sql.encode()).hexdigest())


def migrate(url: str, folder: Path) -> list[str]:
    """Apply what is new in `folder`, each file in a transaction; return the names applied.

    Two runners at once wait for each other; the second then finds nothing to do.

    Raises:
        MigrationError: An applied file was edited or is gone (nothing is applied then), or a
            file fails (it leaves no trace, those before it stay).
        DatabaseUnreachableError: The database does not answer.
    """
    migrations = read_migrations(folder)
    with connect(url, autocommit=True) as connection:
        if _applied(connection) == {each.name: each.checksum for each in migrations}:
            return []
        connection.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        connection.execute(RECORD_TABLE)
        applied = _applied(connection)
        _refuse_rewritten_history(migrations, applied)
        pending = [each for each in migrations if each.name not in applied]
        for each in pending:
            _apply(connection, each)
    return [each.name for each in pending]


def _applied(connection: psycopg.Connection) -> dict[object, object]:
    try:
        rows = connection.execute("select name, checksum from public.schema_migrations")
    except psycopg.errors.UndefinedTable:
        return {}
    return {row[0]: row[1] for row in rows}


def _refuse_rewritten_history(migrations: list[Migration], applied: dict[object, object]) -> None:
    current = {each.name: each.checksum for each in migrations}
    changed = sorted(str(name) for name in applied if current.get(str(name)) != applied[name])
    if changed:
        raise MigrationError(
            "Files that were already applied have changed",
            expected="applied migrations to stay as they were",
            found=f"edited or missing: {', '.join(changed)}",
            remedy="restore those files and put the change into a new one; a database without "
            "data may be dropped and made anew instead",
        )


def _apply(connection: psycopg.Connection, migration: Migration) -> None:
    began = time.monotonic()
    try:
        with connection.transaction():
            connection.execute(migration.sql.encode())
            connection.execute(
                "insert into public.schema_migrations (name, checksum, duration_ms)"
                " values (%s, %s, %s)",
                [migration.name, migration.checksum, round(1000 * (time.monotonic() - began))],
            )
    except psycopg.Error as error:
        raise MigrationError(
            f"The migration {migration.name} failed and was undone",
            expected="every statement of the file to succeed",
            found=str(error).strip(),
            remedy="mend the file and run the same command again",
        ) from error
