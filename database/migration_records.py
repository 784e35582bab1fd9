"""What a database remembers of the migrations that ran in it: two tables, written here only.

`schema_migrations` says what is in place now, `schema_migration_runs` everything that was
tried. Deciding what runs is `migrations`.
"""

import hashlib
import time
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from pathlib import Path

import psycopg
from psycopg.rows import class_row

LOCK_KEY = 0x706F756C  # "poul": one runner at a time in a database

MAKE_TABLES = """
create table if not exists public.schema_migrations (
    name text primary key,
    checksum text not null,
    applied_at timestamptz not null default now(),
    applied_by text not null default current_user,
    duration_ms integer not null
);
comment on table public.schema_migrations is 'A file of the schema that is in place. Grain: file.';
create table if not exists public.schema_migration_runs (
    run_id bigint generated always as identity primary key,
    name text not null,
    checksum text,
    state text not null,
    run_at timestamptz not null default now(),
    run_by text not null default current_user,
    duration_ms integer not null,
    error text,
    check (state in ('applied', 'failed', 'rolled_back', 'emptied'))
);
comment on table public.schema_migration_runs is
'A file of the schema that was run, whatever came of it. Grain: run of a file.';
"""


class RunState(StrEnum):
    """What came of a run; `emptied` is everything dropped, to be built anew."""

    APPLIED = "applied"
    FAILED = "failed"
    ROLLED_BACK = "rolled_back"
    EMPTIED = "emptied"


@dataclass(frozen=True, slots=True)
class Migration:
    """One file. Key: its name, which starts with its number."""

    name: str
    sql: str
    checksum: str

    @classmethod
    def read(cls, file: Path) -> "Migration":
        """Read a file."""
        sql = file.read_text()
        return cls(file.name, sql, hashlib.sha256(sql.encode()).hexdigest())


@dataclass(frozen=True, slots=True)
class MigrationRun:
    """A recorded run. Key: run_id."""

    run_id: int
    name: str
    checksum: str | None
    state: str
    run_at: datetime
    run_by: str
    duration_ms: int
    error: str | None


def make_records(connection: psycopg.Connection) -> None:
    """Make the two tables where they are missing."""
    connection.execute(MAKE_TABLES)


def applied_checksums(connection: psycopg.Connection) -> dict[str, str]:
    """Return the checksum of each file that is in place; nothing where none ever ran."""
    try:
        with connection.transaction():
            rows = connection.execute("select name, checksum from public.schema_migrations")
            return {row[0]: row[1] for row in rows}
    except psycopg.errors.UndefinedTable:
        return {}


def recorded_runs(connection: psycopg.Connection, limit: int = 10) -> list[MigrationRun]:
    """Return the last runs, newest first."""
    with connection.cursor(row_factory=class_row(MigrationRun)) as cursor:
        try:
            with connection.transaction():
                return cursor.execute(
                    "select * from public.schema_migration_runs order by run_id desc limit %s",
                    [limit],
                ).fetchall()
        except psycopg.errors.UndefinedTable:
            return []


def record_applied(connection: psycopg.Connection, migration: Migration, began: float) -> None:
    """Note that a file is in place; `began` is of `time.monotonic`."""
    connection.execute(
        "insert into public.schema_migrations (name, checksum, duration_ms) values (%s, %s, %s)",
        [migration.name, migration.checksum, _milliseconds(began)],
    )
    record_run(connection, migration, RunState.APPLIED, began)


def record_rolled_back(connection: psycopg.Connection, migration: Migration, began: float) -> None:
    """Note that a file is in place no more."""
    connection.execute("delete from public.schema_migrations where name = %s", [migration.name])
    record_run(connection, migration, RunState.ROLLED_BACK, began)


def record_run(
    connection: psycopg.Connection,
    migration: Migration,
    state: RunState,
    began: float,
    *,
    error: str | None = None,
) -> None:
    """Add a run to the log."""
    connection.execute(
        "insert into public.schema_migration_runs (name, checksum, state, duration_ms, error)"
        " values (%s, %s, %s, %s, %s)",
        [migration.name, migration.checksum, state, _milliseconds(began), error],
    )


def _milliseconds(began: float) -> int:
    return round(1000 * (time.monotonic() - began))
