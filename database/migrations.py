"""Runs numbered SQL files against a database, once each, and keeps a record of them.

What the files contain is no concern of this module; which folder belongs to which database
is `bring_up`.
"""

import re
import time
from collections.abc import Callable, Iterable
from pathlib import Path

import psycopg

from database.connections import connect
from database.errors import PlatformError
from database.migration_records import (
    LOCK_KEY,
    Migration,
    RunState,
    applied_checksums,
    make_records,
    record_applied,
    record_run,
)

FILE_NAME = re.compile(r"(?P<number>\d{3})_[a-z0-9_]+\.sql")
DOWN_SUFFIX = ".down.sql"

StartAfresh = Callable[[psycopg.Connection, list[str]], None]
"""Called where applied files have changed, with their names: empties the database, or raises."""


class MigrationError(PlatformError):
    """A folder of migrations does not fit the database's record of it, or a file fails."""


def read_migrations(folder: Path) -> list[Migration]:
    """Return the files of `folder` in order, without those that take one back (`.down.sql`).

    Raises:
        MigrationError: A file's name has no number, or two share one.
    """
    files = sorted(file for file in folder.glob("*.sql") if not file.name.endswith(DOWN_SUFFIX))
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
    return [Migration.read(file) for file in files]


def migrate(
    url: str,
    *folders: Path,
    start_afresh: StartAfresh | None = None,
    progress: Callable[[str], None] | None = None,
) -> list[str]:
    """Apply what is new in the folders, each file in a transaction; return the names applied.

    Two runners at once wait for each other; the second then finds nothing to do.

    Args:
        url: The database.
        folders: Where the files are; those of the first folder run first.
        start_afresh: What to do about applied files that were edited or are gone; without
            it they are an error.
        progress: Called with each name before the file runs.

    Raises:
        MigrationError: An applied file was edited or is gone (nothing is applied then), or a
            file fails (it leaves no trace but a record of the failure, those before it stay).
        DatabaseUnreachableError: The database does not answer.
    """
    migrations = [each for folder in folders for each in read_migrations(folder)]
    with connect(url, autocommit=True) as connection:
        if applied_checksums(connection) == checksums(migrations):
            return []
        connection.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        make_records(connection)
        changed = rewritten(migrations, applied_checksums(connection))
        if changed:
            (start_afresh or _refuse_rewritten_history)(connection, changed)
        applied = applied_checksums(connection)
        pending = [each for each in migrations if each.name not in applied]
        for each in pending:
            if progress is not None:
                progress(each.name)
            _apply(connection, each)
    return [each.name for each in pending]


def checksums(migrations: Iterable[Migration]) -> dict[str, str]:
    """Return the checksum of each file by its name."""
    return {each.name: each.checksum for each in migrations}


def rewritten(migrations: Iterable[Migration], applied: dict[str, str]) -> list[str]:
    """Return the names of applied files that were edited or are gone."""
    current = checksums(migrations)
    return sorted(name for name, checksum in applied.items() if current.get(name) != checksum)


def _refuse_rewritten_history(_connection: psycopg.Connection, changed: list[str]) -> None:
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
            record_applied(connection, migration, began)
    except psycopg.Error as error:
        record_run(connection, migration, RunState.FAILED, began, error=str(error).strip())
        raise MigrationError(
            f"The migration {migration.name} failed and was undone",
            expected="every statement of the file to succeed",
            found=str(error).strip(),
            remedy="mend the file and run the same command again",
        ) from error
