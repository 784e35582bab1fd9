"""Backups of a database, each with a manifest of what is in it, and proof that they restore.

A backup is a file of pg_dump's own format and beside it `<file>.json`: the number of rows of
every table and a digest of every object at the very instant of the backup. A restore is compared
with it; the last one that was only a test leaves `<file>.restored.json`.
"""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from database.backup_files import (
    Manifest,
    digest_of,
    manifest_file,
    read_manifest,
    record_file,
    write_json,
    written_to,
)
from database.backup_programs import BackupError, program_for, run_program
from database.connections import connect, describe
from database.object_digests import object_digests
from database.refusals import explained
from database.scratch import (
    beside,
    database_name,
    drop_database,
    make_database,
    scratch_database,
)

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
class RestoreReport:
    """What a restore brought back.

    Attributes:
        manifest: What it should have.
        database: Name of the database it went to; gone again if it was a scratch one.
        seconds: How long it took.
        differences: A line for each table with another number of rows, and for each object that
            is another.
    """

    manifest: Manifest
    database: str
    seconds: float
    differences: list[str]


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
    unfinished = file.with_name(f"{file.name}.unfinished")
    with written_to(file.parent):
        file.parent.mkdir(parents=True, exist_ok=True)
        try:
            manifest = _dump(url, unfinished)
            write_json(manifest_file(file), asdict(manifest))
            unfinished.rename(file)
        finally:
            unfinished.unlink(missing_ok=True)
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
            restore; the new database is dropped then.
        DatabaseUnreachableError: The server does not answer.
    """
    manifest = read_manifest(file)
    began = time.monotonic()
    with _target(url, into) as target:
        with connect(target) as connection:
            program = program_for("pg_restore", _major_version(connection))
        run_program(program, target, "--exit-on-error", "--no-owner", "--jobs", "2", str(file))
        with connect(target, read_only=True) as connection:
            differences = [
                *_differences(manifest.rows, _row_counts(connection)),
                *_other_objects(manifest.objects, object_digests(connection)),
            ]
        return RestoreReport(
            manifest=manifest,
            database=database_name(target),
            seconds=time.monotonic() - began,
            differences=differences,
        )


def restore_test(file: Path, url: str) -> RestoreReport:
    """Restore a backup into a scratch database, compare, drop it, and write beside it how it went.

    Raises:
        BackupError: As `restore_backup`, or nothing can be written beside the backup.
        DatabaseUnreachableError: The server does not answer.
    """
    report = restore_backup(file, url)
    record = {
        "restored_at": datetime.now(UTC).isoformat(),
        "seconds": round(report.seconds, 1),
        "rows": sum(report.manifest.rows.values()),
        "tables": len(report.manifest.rows),
        "objects": len(report.manifest.objects),
        "differences": report.differences,
    }
    with written_to(file.parent):
        write_json(record_file(file), record)
    return report


def _dump(url: str, file: Path) -> Manifest:
    with (
        explained(f"{database_name(url)} cannot be read for a backup"),
        connect(url, read_only=True) as connection,
    ):
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
            sha256=digest_of(file),
            size=file.stat().st_size,
            rows=_row_counts(connection),
            objects=object_digests(connection),
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
    target = make_database(url, into)
    try:
        yield target
    except BaseException:
        drop_database(url, into)
        raise


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


def _other_objects(expected: dict[str, str], found: dict[str, str]) -> list[str]:
    return [
        f"{name}: not restored"
        if name not in found
        else f"{name}: {'restored as another' if name in expected else 'not in the backup'}"
        for name in sorted(expected.keys() | found.keys())
        if expected.get(name) != found.get(name)
    ]


def _major_version(connection: psycopg.Connection) -> int:
    return connection.info.server_version // 10000
