"""Brings the operational schema to this version, says what that would do, takes a change back.

The schema is described by the files of `schema/`; `migrations_sql/` holds the changes made
after those were frozen (release 1.0), each with a `.down.sql` where it can be taken back.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from importlib.metadata import version

import psycopg

from database.connections import connect
from database.emptying import empty_if_without_data, tables_there, tables_with_data
from database.errors import PlatformError
from database.migration_records import (
    LOCK_KEY,
    Migration,
    MigrationRun,
    RunState,
    applied_checksums,
    record_rolled_back,
    record_run,
    recorded_runs,
)
from database.migrations import (
    DOWN_SUFFIX,
    MigrationError,
    migrate,
    read_migrations,
    rewritten,
)
from database.settings import PROJECT_ROOT

SCHEMA = PROJECT_ROOT / "database" / "schema"
MIGRATIONS = PROJECT_ROOT / "database" / "migrations_sql"


class OtherDatabaseError(PlatformError):
    """A database is neither empty nor one that was built from these files."""


@dataclass(frozen=True, slots=True)
class SchemaPlan:
    """What `migrate_schema` would find in a database.

    Attributes:
        applied: Names of files that are in place, as they are now.
        pending: Names of files that would run, in order.
        rewritten: Names of applied files that were edited or are gone.
        filled: Tables with data and their rows; looked at only where files were rewritten.
        runs: The last recorded runs, newest first.
    """

    applied: list[str]
    pending: list[str]
    rewritten: list[str]
    filled: dict[str, int]
    runs: list[MigrationRun]

    @property
    def is_rebuild(self) -> bool:
        """Whether everything would be dropped and built anew."""
        return bool(self.rewritten) and not self.filled and not is_frozen()

    @property
    def is_refused(self) -> bool:
        """Whether it would be refused."""
        return bool(self.rewritten) and not self.is_rebuild


def is_frozen() -> bool:
    """Whether the files of the schema may be edited no more: from release 1.0 on."""
    return int(version("poultryco").split(".")[0]) >= 1


def all_migrations() -> list[Migration]:
    """Return every file in the order they run.

    Raises:
        MigrationError: A file's name has no place in the order.
    """
    return [*read_migrations(SCHEMA), *read_migrations(MIGRATIONS)]


def plan_of(url: str) -> SchemaPlan:
    """Look, and change nothing.

    Raises:
        DatabaseUnreachableError: The database does not answer.
        OtherDatabaseError: It is not the operational one.
    """
    migrations = all_migrations()
    with connect(url, autocommit=True, read_only=True) as connection:
        applied = applied_checksums(connection)
        _refuse_other_database(connection, applied, migrations)
        changed = rewritten(migrations, applied)
        filled = tables_with_data(connection) if changed else {}
        runs = recorded_runs(connection)
    is_fresh = bool(changed) and not filled and not is_frozen()
    return SchemaPlan(
        applied=sorted(set(applied) - set(changed)),
        pending=[each.name for each in migrations if is_fresh or each.name not in applied],
        rewritten=changed,
        filled=filled,
        runs=runs,
    )


def migrate_schema(url: str, *, progress: Callable[[str], None] | None = None) -> list[str]:
    """Bring the schema to this version; return the names of the files applied.

    Before release 1.0 a database without data is emptied and built anew when a file that was
    applied has changed; one with data is left alone.

    Raises:
        MigrationError: A file fails, or from 1.0 on: an applied file has changed.
        DataInTheWayError: Before 1.0: an applied file has changed, and there is data.
        OtherDatabaseError: It is not the operational database, nor empty.
        DatabaseUnreachableError: The database does not answer.
    """
    with connect(url, autocommit=True, read_only=True) as connection:
        _refuse_other_database(connection, applied_checksums(connection), all_migrations())
    start_afresh = None if is_frozen() else empty_if_without_data
    return migrate(url, SCHEMA, MIGRATIONS, start_afresh=start_afresh, progress=progress)


def _refuse_other_database(
    connection: psycopg.Connection, applied: dict[str, str], migrations: list[Migration]
) -> None:
    """Refuse a database of somebody else, the warehouse included: it would be built over."""
    ours = {each.name for each in migrations}
    if applied:
        found = f"one built from {min(applied)} and {len(applied) - 1} other files"
        is_other = ours.isdisjoint(applied)
    else:
        tables = tables_there(connection)
        found = f"{len(tables)} tables that no file made: {', '.join(tables[:5])}"
        is_other = bool(tables)
    if is_other:
        raise OtherDatabaseError(
            f"{connection.info.dbname} is not the operational database of this platform",
            expected="an empty database, or one that `poultryco db migrate` has built",
            found=found,
            remedy="check --url or POULTRYCO_SOURCE_URL; for a new one, create an empty database",
        )


def roll_back(url: str) -> str:
    """Take back the last change that was applied from `migrations_sql/`; return its name.

    Raises:
        MigrationError: None was applied, or it has no down file, or that fails.
    """
    with connect(url, autocommit=True) as connection:
        connection.execute("select pg_advisory_lock(%s)", [LOCK_KEY])
        applied = applied_checksums(connection)
        changes = [each for each in read_migrations(MIGRATIONS) if each.name in applied]
        if not changes:
            raise MigrationError(
                "There is no migration to take back",
                expected=f"an applied file of {MIGRATIONS.name}/",
                found=f"{len(applied)} files applied, all of {SCHEMA.name}/",
                remedy="files of the schema are not taken back; a database without data is "
                "built anew by `poultryco db migrate` once they were edited",
            )
        _run_down_file(connection, changes[-1])
    return changes[-1].name


def _run_down_file(connection: psycopg.Connection, migration: Migration) -> None:
    file = MIGRATIONS / migration.name.replace(".sql", DOWN_SUFFIX)
    if not file.exists():
        raise MigrationError(
            f"The migration {migration.name} has no way back",
            expected=f"a file {file.name} beside it",
            found="none",
            remedy="write it, or restore a backup from before the migration",
        )
    began = time.monotonic()
    try:
        with connection.transaction():
            connection.execute(file.read_bytes())
            record_rolled_back(connection, migration, began)
    except psycopg.Error as error:
        record_run(connection, migration, RunState.FAILED, began, error=str(error).strip())
        raise MigrationError(
            f"{file.name} failed and was undone",
            expected="every statement of the file to succeed",
            found=str(error).strip(),
            remedy="mend the file and run the same command again",
        ) from error
