"""Backups of a database, each with a manifest of what is in it, and proof that they restore.

A backup is a file of pg_dump's own format and beside it `<file>.json`: the number of rows of
every table at the very instant of the backup. A restore is compared with it, table by table.
"""

import hashlib
import json
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from database.backup_programs import BackupError, program_for, run_program
from database.connections import connect, describe
from database.scratch import beside, database_name, make_database, scratch_database

TABLES = """
select relnamespace::regnamespace::text, relname
from pg_class
where
    relkind = 'r' and relpersistence = 'p'
    and relnamespace::regnamespace::text !~ '^(pg_|information_schema$)'
order by 1, 2
"""
SNAPSHOT = "select pg_export_snapshot(), now()"
EXISTS = "select exists (select from pg_database where datname = %s)"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds. Key: the file beside it.

    Attributes:
        database: Name of the database.
        taken_at: Instant of the backup, ISO 8601 in UTC.
        server_version: Major version of its server.
        sha256: Of the file.
        size: Of the file, in bytes.
        rows: Number of rows of each table.
    """

    database: str
    taken_at: str
    server_version: int
    sha256: str
    size: int
    rows: dict[str, int]


@dataclass(frozen=True, slots=True)
class RestoreReport:
    """What a restore brought back.

    Attributes:
        manifest: What it should have.
        database: Name of the database it went to; gone again if it was a scratch one.
        seconds: How long it took.
        differences: A line for each table with another number of rows.
    """

    manifest: Manifest
    database: str
    seconds: float
    differences: list[str]


def default_file(url: str, folder: Path) -> Path:
    """Return where a backup of now would be put in `folder`."""
    return folder / f"{database_name(url)}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump"


def take_backup(url: str, file: Path) -> Manifest:
    """Write a backup of one instant to `file`, and its manifest beside it.

    Raises:
        BackupError: The file is there already, or pg_dump fails. No file is left then.
        DatabaseUnreachableError: The database does not answer.
    """
    if file.exists():
        raise BackupError(
            f"{file} is there already",
            expected="a name of its own for every backup",
            found=f"a file of {file.stat().st_size} bytes",
            remedy="choose another name",
        )
    file.parent.mkdir(parents=True, exist_ok=True)
    unfinished = file.with_name(f"{file.name}.unfinished")
    try:
        manifest = _dump(url, unfinished)
        _manifest_file(file).write_text(json.dumps(asdict(manifest), indent=1) + "\n")
        unfinished.rename(file)
    finally:
        unfinished.unlink(missing_ok=True)
    return manifest


def read_manifest(file: Path) -> Manifest:
    """Return the manifest of a backup whose file is whole.

    Raises:
        BackupError: A file is missing, or the backup is not the one that was taken.
    """
    missing = [str(each) for each in (file, _manifest_file(file)) if not each.exists()]
    if missing:
        raise BackupError(
            f"{file} is no complete backup",
            expected="the backup and its manifest side by side",
            found=f"no {' and no '.join(missing)}",
            remedy="take the two files that `poultryco db backup` wrote together",
        )
    manifest = Manifest(**json.loads(_manifest_file(file).read_text()))
    digest = _digest(file)
    if digest != manifest.sha256:
        raise BackupError(
            f"{file} is damaged",
            expected=f"sha256 {manifest.sha256}, {manifest.size} bytes",
            found=f"sha256 {digest}, {file.stat().st_size} bytes",
            remedy="use another copy of the backup",
        )
    return manifest


def restore_backup(file: Path, url: str, *, into: str | None = None) -> RestoreReport:
    """Restore a backup into a new database of the server of `url`, and count its rows.

    Args:
        file: The backup.
        url: Any database of the server; it is not touched.
        into: Name of the database to make; without it a scratch database is made and dropped,
            which only proves that the backup restores.

    Raises:
        BackupError: The backup is incomplete or damaged, the name is taken, or it does not
            restore.
        DatabaseUnreachableError: The server does not answer.
    """
    manifest = read_manifest(file)
    began = time.monotonic()
    with _target(url, into) as target:
        with connect(target) as connection:
            program = program_for("pg_restore", _major_version(connection))
        run_program(program, target, "--exit-on-error", "--no-owner", "--jobs", "2", str(file))
        with connect(target, read_only=True) as connection:
            found = _row_counts(connection)
        return RestoreReport(
            manifest=manifest,
            database=database_name(target),
            seconds=time.monotonic() - began,
            differences=_differences(manifest.rows, found),
        )


def _dump(url: str, file: Path) -> Manifest:
    with connect(url, read_only=True) as connection:
        # Counted in the snapshot that pg_dump reads: the two cannot disagree.
        connection.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        version = _major_version(connection)
        [(snapshot, instant)] = connection.execute(SNAPSHOT).fetchall()
        run_program(
            program_for("pg_dump", version),
            url,
            *("--format", "custom", "--no-owner", "--snapshot", snapshot, "--file", str(file)),
        )
        return Manifest(
            database=connection.info.dbname,
            taken_at=instant.astimezone(UTC).isoformat(),
            server_version=version,
            sha256=_digest(file),
            size=file.stat().st_size,
            rows=_row_counts(connection),
        )


@contextmanager
def _target(url: str, into: str | None) -> Iterator[str]:
    """Yield an empty database; what was made for nothing is dropped."""
    if into is None:
        with scratch_database(url) as scratch:
            yield scratch
        return
    with connect(url) as connection:
        if connection.execute(EXISTS, [into]).fetchone() == (True,):
            raise BackupError(
                f"There is a database {into} already",
                expected="a new name: nothing is ever overwritten",
                found=describe(beside(url, into)),
                remedy="restore into another name, look at it, then rename the two",
            )
    yield make_database(url, into)


def _row_counts(connection: psycopg.Connection) -> dict[str, int]:
    tables = connection.execute(TABLES).fetchall()
    counts = {}
    for schema, name in tables:
        query = SQL("select count(*) from only {}").format(Identifier(schema, name))
        for (rows,) in connection.execute(query):
            counts[f"{schema}.{name}"] = rows
    return counts


def _differences(expected: dict[str, int], found: dict[str, int]) -> list[str]:
    return [
        f"{table}: {expected.get(table, 'no table')} in the backup, "
        f"{found.get(table, 'no table')} restored"
        for table in sorted(expected.keys() | found.keys())
        if expected.get(table) != found.get(table)
    ]


def _major_version(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10000


def _manifest_file(file: Path) -> Path:
    return file.with_name(f"{file.name}.json")


def _digest(file: Path) -> str:
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
