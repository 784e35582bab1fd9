"""Runs Dagster's webserver and daemon together, and leaves neither behind.

Both get a session of their own, so that Ctrl-C reaches only us and each is stopped once, by
name. Should we be killed, the kernel stops them.
"""

import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from database.environment import tool_environment
from database.errors import PlatformError
from database.settings import PROJECT_ROOT, Settings
from orchestration.dbt_manifest import ensure_manifest
from orchestration.event_storage import BATCHES
from orchestration.instance import end_abandoned_runs, only_daemon, open_instance

WORKSPACE = PROJECT_ROOT / "workspace.yaml"
HOST = "127.0.0.1"
SECONDS_TO_STOP = 20
SECONDS_TO_START = 120

QUIET = ["--log-level", "warning", "--code-server-log-level", "warning"]
# Both load the definitions; a warning of Dagster about itself is none of the user's business.
QUIET_PYTHON = {"PYTHONWARNINGS": "ignore", "DAGSTER_DISABLE_TELEMETRY": "1"}
DIE_WITH_PARENT = """
import ctypes, os, signal, sys
ctypes.CDLL(None).prctl(1, signal.SIGTERM)
if os.getppid() == int(sys.argv[1]):
    os.execv(sys.argv[2], sys.argv[2:])
"""


class ServeError(PlatformError):
    """Dagster's webserver or daemon does not run."""


def serve(settings: Settings, *, port: int, say: Callable[[str], None]) -> None:
    """Serve the UI on this machine until Ctrl-C, with the daemon that runs schedules.

    Args:
        settings: The settings.
        port: Port of the UI; 0 takes any that is free.
        say: Called with what the user should know.

    Raises:
        ServeError: The port is taken, or one of the two ends by itself.
    """
    port = _free_port(port)
    with only_daemon(settings) as is_ours:
        if not is_ours:
            raise _second_daemon(settings)
        for number in (signal.SIGINT, signal.SIGTERM):
            # Also where a shell that started us in the background had SIGINT ignored.
            signal.signal(number, _end)
        try:
            _end_runs_of_dead_daemons(settings)
            _run(settings, port, say)
        except KeyboardInterrupt:
            say("stopped")
        finally:
            _end_runs_of_dead_daemons(settings)


def _run(settings: Settings, port: int, say: Callable[[str], None]) -> None:
    environment = {**os.environ, **tool_environment(settings), **BATCHES, **QUIET_PYTHON}
    ensure_manifest(settings)
    programs = {
        "webserver": ["dagster-webserver", "-h", HOST, "-p", str(port), *QUIET],
        "daemon": ["dagster-daemon", "run", *QUIET],
    }
    processes: dict[str, subprocess.Popen[bytes]] = {}
    try:
        for name, command in programs.items():
            processes[name] = _start([*command, "-w", str(WORKSPACE)], environment)
        _wait_until_served(port, processes)
        say(f"Dagster is on http://{HOST}:{port} - Ctrl-C stops it")
        _wait_for_an_end(processes)
    finally:
        _stop(list(processes.values()))


def _end_runs_of_dead_daemons(settings: Settings) -> None:
    with open_instance(settings) as instance:
        end_abandoned_runs(instance, daemon_is_gone=True)


def _second_daemon(settings: Settings) -> ServeError:
    return ServeError(
        f"Dagster runs on {settings.home} already",
        expected="one daemon for each home: two would start everything twice",
        found="another `poultryco ui`",
        remedy="use that one, or stop it, or set POULTRYCO_HOME to another folder",
    )


def _end(_number: int, _frame: object) -> None:
    # A second Ctrl-C must not interrupt the stopping.
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, signal.SIG_IGN)
    raise KeyboardInterrupt


def _free_port(port: int) -> int:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError as error:
            raise ServeError(
                f"Port {port} is taken",
                expected="a free port for the UI",
                found=str(error),
                remedy=f"stop what uses it, or choose another: poultryco ui --port {port + 1}",
            ) from error
        return int(probe.getsockname()[1])


def _start(command: list[str], environment: Mapping[str, str]) -> subprocess.Popen[bytes]:
    program = str(Path(sys.executable).with_name(command[0]))
    launcher = [sys.executable, "-c", DIE_WITH_PARENT, str(os.getpid()), program, *command[1:]]
    return subprocess.Popen(
        launcher,
        cwd=PROJECT_ROOT,
        env=dict(environment),
        stdin=subprocess.DEVNULL,
        start_new_session=True,
    )


def _wait_until_served(port: int, processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        _require_running(processes)
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        time.sleep(0.2)
    raise ServeError(
        "Dagster's webserver does not come up",
        expected=f"an answer on port {port} within {SECONDS_TO_START} s",
        found="none",
        remedy="see what it printed above",
    )


def _wait_for_an_end(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    while True:
        _require_running(processes)
        time.sleep(0.5)


def _require_running(processes: Mapping[str, subprocess.Popen[bytes]]) -> None:
    for name, process in processes.items():
        if process.poll() is not None:
            raise ServeError(
                f"Dagster's {name} has ended",
                expected="that it runs until Ctrl-C",
                found=f"exit code {process.returncode}",
                remedy="see what it printed above",
            )


def _stop(processes: list[subprocess.Popen[bytes]]) -> None:
    """Ask each to stop, wait, and kill what is left of their sessions."""
    for process in processes:
        if process.poll() is None:
            process.terminate()
    deadline = time.monotonic() + SECONDS_TO_STOP
    for process in processes:
        try:
            process.wait(timeout=max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
        _kill_session(process.pid)
        process.wait()


def _kill_session(session: int) -> None:
    try:
        os.killpg(session, signal.SIGKILL)
    except ProcessLookupError:
        return
