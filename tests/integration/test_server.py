"""The embedded server: several starters, kills, stale files, stops."""

import os
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest

from database import server_files
from database.server import DATABASES, EmbeddedServer, ServerError
from tests.databases import TEST_PARAMETERS, make_home


@pytest.fixture
def home() -> Iterator[Path]:
    """A folder that any account can reach, removed afterwards."""
    folder = make_home("poultryco-home")
    yield folder
    shutil.rmtree(folder)


@pytest.fixture
def own_server(home: Path) -> Iterator[EmbeddedServer]:
    """A server of the test's own, stopped afterwards."""
    server = EmbeddedServer(home, parameters=TEST_PARAMETERS)
    yield server
    server.stop()


def pid_of(server: EmbeddedServer) -> int:
    return int((server.data_folder / "postmaster.pid").read_text().split()[0])


def answers(server: EmbeddedServer) -> bool:
    with psycopg.connect(server.url(DATABASES[0])) as connection:
        return connection.execute("select 1").fetchone() == (1,)


START = """
import sys
from pathlib import Path
from database.server import EmbeddedServer
from tests.databases import TEST_PARAMETERS, make_home
EmbeddedServer(Path(sys.argv[1]), parameters=TEST_PARAMETERS).start()
"""


def test_one_server_runs_when_several_processes_start_it_at_once(
    own_server: EmbeddedServer,
) -> None:
    starters = [
        subprocess.Popen([sys.executable, "-c", START, str(own_server.home)]) for _ in range(4)
    ]
    assert [starter.wait(60) for starter in starters] == [0, 0, 0, 0]
    assert answers(own_server)


def test_server_outlives_the_command_that_started_it(own_server: EmbeddedServer) -> None:
    subprocess.run([sys.executable, "-c", START, str(own_server.home)], check=True)
    first = pid_of(own_server)
    own_server.start()
    assert pid_of(own_server) == first


def test_server_comes_back_when_it_was_killed(own_server: EmbeddedServer) -> None:
    own_server.start()
    with psycopg.connect(own_server.url(DATABASES[0])) as connection:
        connection.execute("create table kept as select 1 as value")
    os.kill(pid_of(own_server), signal.SIGKILL)
    own_server.start()
    with psycopg.connect(own_server.url(DATABASES[0])) as connection:
        assert connection.execute("select value from kept").fetchone() == (1,)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param("", id="empty"),
        pytest.param("not a number\n", id="junk"),
        pytest.param(f"{os.getpid()}\n/elsewhere\n1\n", id="pid of another process"),
    ],
)
def test_server_starts_when_its_pid_file_is_stale(own_server: EmbeddedServer, content: str) -> None:
    own_server.start()
    own_server.stop()
    (own_server.data_folder / "postmaster.pid").write_text(content)
    own_server.start()
    assert answers(own_server)


def test_databases_are_made_when_a_kill_came_before_them(own_server: EmbeddedServer) -> None:
    own_server.start()
    (own_server.base / "databases-made").unlink()
    with psycopg.connect(own_server.url("postgres"), autocommit=True) as connection:
        connection.execute(f"drop database {DATABASES[1]}")
    own_server.start()
    with psycopg.connect(own_server.url(DATABASES[1])) as connection:
        assert connection.execute("select 1").fetchone() == (1,)


def test_stop_says_that_there_was_nothing_when_no_server_runs(own_server: EmbeddedServer) -> None:
    assert own_server.stop() is False
    own_server.start()
    assert own_server.stop() is True
    assert own_server.is_running() is False


def test_start_is_refused_when_the_data_is_of_another_version(own_server: EmbeddedServer) -> None:
    own_server.start()
    own_server.stop()
    version_file = own_server.data_folder / "PG_VERSION"
    version = version_file.read_text()
    version_file.write_text("9\n")
    with pytest.raises(ServerError, match="another PostgreSQL") as refused:
        own_server.start()
    assert "version 9" in refused.value.found
    version_file.write_text(version)


def test_start_names_the_log_when_a_parameter_is_wrong(
    own_server: EmbeddedServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("database.server.START_PATIENCE_SECONDS", 0.0)
    broken = EmbeddedServer(own_server.home, parameters={"shared_buffers": "a lot"})
    with pytest.raises(ServerError, match="does not start") as failed:
        broken.start()
    assert "shared_buffers" in failed.value.found
    assert str(broken.log_file) in failed.value.remedy


def test_socket_stands_elsewhere_when_the_home_path_is_too_long(tmp_path: Path) -> None:
    base = tmp_path / ("long" * 30)
    base.mkdir()
    folder = server_files.socket_folder(base, server_files.Account())
    assert len(str(folder / server_files.SOCKET_NAME)) <= server_files.SOCKET_PATH_LIMIT
    folder.rmdir()


@pytest.mark.skipif(os.geteuid() != 0, reason="only root lends its folders to another account")
def test_server_files_stand_elsewhere_when_the_account_cannot_reach_home(home: Path) -> None:
    home.chmod(0o700)
    server = EmbeddedServer(home, parameters=TEST_PARAMETERS)
    try:
        server.start()
        assert answers(server)
        assert not server.base.is_relative_to(home)
    finally:
        server.stop()
        shutil.rmtree(server.base)


def test_no_server_is_left_behind_when_a_test_run_is_killed(home: Path) -> None:
    script = f"""
import time
from pathlib import Path
from tests.databases import test_server, watch_over
home = Path({str(home / "session")!r})
home.mkdir()
watcher = watch_over(home)
server = test_server(home)
server.start()
print((server.data_folder / "postmaster.pid").read_text().split()[0], flush=True)
time.sleep(60)
"""
    victim = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, text=True)
    assert victim.stdout is not None
    postmaster = int(victim.stdout.readline())
    victim.kill()
    victim.wait()
    victim.stdout.close()
    deadline = time.monotonic() + 30
    while Path(f"/proc/{postmaster}").exists() and time.monotonic() < deadline:
        time.sleep(0.05)
    assert not Path(f"/proc/{postmaster}").exists()
