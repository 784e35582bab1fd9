"""Finds pg_dump and pg_restore for a server, and runs them. What for is `backups`."""

import os
import re
import shutil
import subprocess
from pathlib import Path

from psycopg.conninfo import conninfo_to_dict, make_conninfo

from database.errors import PlatformError
from database.server_files import find_binaries


class BackupError(PlatformError):
    """A backup cannot be taken, or does not hold what it should."""


def program_for(name: str, server_major: int) -> Path:
    """Return the program of the server's own version, or else of the next newer one there is.

    A dump made by a newer program may hold settings that an older server does not know.

    Raises:
        BackupError: There is none on this machine.
    """
    versions = {_major_version(path): path for path in reversed(_candidates(name))}
    fitting = sorted(major for major in versions if major >= server_major)
    if not fitting:
        raise BackupError(
            f"No {name} fits the server",
            expected=f"{name} of PostgreSQL {server_major} or newer",
            found=f"versions {sorted(versions)}" if versions else "none",
            remedy=f"install the client programs of PostgreSQL {server_major}",
        )
    return versions[fitting[0]]


def run_program(program: Path, url: str, *arguments: str) -> None:
    """Run a client program on a database; a password goes by the environment, not the list.

    Raises:
        BackupError: It fails.
    """
    parts = conninfo_to_dict(url)
    password = parts.pop("password", None)
    environment = {**os.environ, "PGOPTIONS": "-c lock_timeout=60s"}
    if password is not None:
        environment["PGPASSWORD"] = str(password)
    done = subprocess.run(
        [str(program), *arguments, "--dbname", make_conninfo("", **parts)],
        check=False,
        capture_output=True,
        text=True,
        env=environment,
        stdin=subprocess.DEVNULL,
    )
    if done.returncode != 0:
        raise BackupError(
            f"{program.name} failed",
            expected=f"{program} to work on {parts.get('dbname')}",
            found=done.stderr.strip()[-2000:] or "no message",
            remedy="mend what it says; is the disk full, may this user read every table?",
        )


def _candidates(name: str) -> list[Path]:
    """Return the programs of that name, preferred first."""
    packaged = sorted(Path("/usr/lib/postgresql").glob(f"[0-9]*/bin/{name}"))
    in_path = shutil.which(name)
    found = [find_binaries() / name, *packaged, *([Path(in_path)] if in_path else [])]
    return [path for path in found if path.exists()]


def _major_version(program: Path) -> int:
    said = subprocess.run(
        [str(program), "--version"], check=True, capture_output=True, text=True
    ).stdout
    match = re.search(r"(\d+)[.\w]*", said)
    return int(match.group(1)) if match else 0
