"""Files of backups: how they are named, what lies beside them, which are there, which may go.

A backup is a file of pg_dump's own format; beside it lie `<file>.json`, its manifest, and
`<file>.restored.json`, what came of its last test. Making and restoring them is `backups`.
"""

import hashlib
import json
import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from database.backup_programs import BackupError
from database.scratch import database_name


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
        objects: Digest of each table, view, sequence and function.
    """

    database: str
    taken_at: str
    server_version: int
    sha256: str
    size: int
    rows: dict[str, int]
    objects: dict[str, str]


def default_file(url: str, folder: Path) -> Path:
    """Return where a backup of now would be put in `folder`."""
    return folder / f"{database_name(url)}-{datetime.now(UTC):%Y%m%dT%H%M%SZ}.dump"


def backups_of(url: str, folder: Path) -> list[Path]:
    """Return the backups of a database that have such a name, oldest first."""
    name = re.compile(rf"{re.escape(database_name(url))}-\d{{8}}T\d{{6}}Z\.dump")
    return sorted(file for file in folder.glob("*.dump") if name.fullmatch(file.name))


def newest_backup(url: str, folder: Path) -> Path:
    """Return the newest of those backups.

    Raises:
        BackupError: There is none.
    """
    found = backups_of(url, folder)
    if not found:
        raise BackupError(
            f"There is no backup of {database_name(url)} to test",
            expected=f"a file like {default_file(url, folder)}",
            found=f"{len(list(folder.glob('*')))} other files in that folder",
            remedy="take one: `poultryco db backup`",
        )
    return found[-1]


def prune_backups(url: str, folder: Path, *, keep: int) -> list[Path]:
    """Delete all but the newest backups of a database in `folder`; return what is gone.

    Only files that were named by `default_file` are looked at, with what lies beside them.
    """
    gone = backups_of(url, folder)[:-keep]
    for file in gone:
        for each in (file, manifest_file(file), record_file(file)):
            each.unlink(missing_ok=True)
    return gone


def read_manifest(file: Path) -> Manifest:
    """Return the manifest of a backup whose file is whole.

    Raises:
        BackupError: A file is missing, or the backup is not the one that was taken.
    """
    missing = [str(each) for each in (file, manifest_file(file)) if not each.exists()]
    if missing:
        raise BackupError(
            f"{file} is no complete backup",
            expected="the backup and its manifest side by side",
            found=f"no {' and no '.join(missing)}",
            remedy="take the two files that `poultryco db backup` wrote together",
        )
    manifest = _parse_manifest(manifest_file(file))
    digest = digest_of(file)
    if digest != manifest.sha256:
        raise BackupError(
            f"{file} is damaged",
            expected=f"sha256 {manifest.sha256}, {manifest.size} bytes",
            found=f"sha256 {digest}, {file.stat().st_size} bytes",
            remedy="use another copy of the backup",
        )
    return manifest


def manifest_file(file: Path) -> Path:
    """Return where the manifest of a backup lies."""
    return file.with_name(f"{file.name}.json")


def record_file(file: Path) -> Path:
    """Return where it is written what came of the last test of a backup."""
    return file.with_name(f"{file.name}.restored.json")


def _parse_manifest(file: Path) -> Manifest:
    try:
        return Manifest(**json.loads(file.read_text()))
    except (ValueError, TypeError) as error:
        raise BackupError(
            f"{file} is no manifest of a backup",
            expected="the JSON that `poultryco db backup` wrote beside the backup",
            found=str(error),
            remedy="use another copy of the two files, or pg_restore and a count by hand",
        ) from error


def write_json(file: Path, content: object) -> None:
    """Write something for people and programs to read."""
    file.write_text(json.dumps(content, indent=1) + "\n")


@contextmanager
def written_to(folder: Path) -> Iterator[None]:
    """Say in words of the platform why nothing can be written to a folder."""
    try:
        yield
    except OSError as error:
        raise BackupError(
            f"Nothing can be written to {folder}",
            expected="a folder this user may write to, on a disk with room",
            found=str(error),
            remedy="choose another folder, or make room",
        ) from error


def digest_of(file: Path) -> str:
    """Return the SHA-256 of a file."""
    with file.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
