"""Statements from many connections at once, by PostgreSQL's own pgbench."""

import tempfile
from pathlib import Path
from subprocess import run

from psycopg.conninfo import conninfo_to_dict

from database import server_files
from database.errors import PlatformError

CLIENTS = 16


class PgbenchError(PlatformError):
    """pgbench did not run to its end."""


def milliseconds(
    url: str, script: str, seconds: int, *, rate: int | None = None, role: str | None = None
) -> list[float]:
    """Run a script again and again from all connections; return how long each time took.

    Args:
        url: The database, by its socket.
        script: In pgbench's language.
        seconds: How long to go on.
        rate: How many a second, each timed from the moment it was due; None is as fast as they go.
        role: Whose rights the connections have; None leaves those of the URL.

    Raises:
        PgbenchError: A statement fails, or the server does not answer.
    """
    parts = conninfo_to_dict(url)
    pgbench = server_files.find_binaries() / "pgbench"
    options = f"options=-crole={role}" if role else ""
    with tempfile.TemporaryDirectory(prefix="poultryco-pgbench-") as folder:
        file = Path(folder) / "script.sql"
        file.write_text(script)
        command = [
            str(pgbench), "--no-vacuum", "--protocol=prepared", f"--client={CLIENTS}", "--jobs=2",
            f"--time={seconds}", f"--file={file}", "--log", f"--log-prefix={folder}/log",
            *([f"--rate={rate}"] if rate else []),
            f"host={parts['host']} user={parts['user']} dbname={parts['dbname']} {options}",
        ]  # fmt: skip
        done = run(command, check=False, capture_output=True, text=True)
        if done.returncode != 0:
            raise PgbenchError(
                "The statements of the benchmark did not all run",
                expected="pgbench to end well",
                found=done.stderr.strip(),
                remedy="run the command by hand: " + " ".join(command),
            )
        return [
            int(line.split()[2]) / 1000
            for log in Path(folder).glob("log.*")
            for line in log.read_text().splitlines()
        ]
