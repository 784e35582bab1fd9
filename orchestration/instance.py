"""Dagster's own home: its folder, its settings, and runs that were killed and never noticed."""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import dagster as dg

from database.settings import Settings

TEMPLATE = Path(__file__).with_name("dagster.yaml")
PROCESS_TAG = "poultryco/process"
UNFINISHED = [
    dg.DagsterRunStatus.STARTING,
    dg.DagsterRunStatus.STARTED,
    dg.DagsterRunStatus.CANCELING,
]


def prepare_home(settings: Settings) -> Path:
    """Make the folder of Dagster's storage with its settings as they are now; return it."""
    home = settings.home / "dagster"
    home.mkdir(parents=True, exist_ok=True)
    config = home / "dagster.yaml"
    wanted = TEMPLATE.read_text(encoding="utf-8").replace("{home}", str(home))
    if not config.exists() or config.read_text(encoding="utf-8") != wanted:
        unfinished = home / f"dagster.yaml.{os.getpid()}"
        unfinished.write_text(wanted, encoding="utf-8")
        unfinished.replace(config)
    return home


def open_instance(settings: Settings) -> dg.DagsterInstance:
    """Return the instance the UI shows; the caller closes it by `with`."""
    return dg.DagsterInstance.from_config(str(prepare_home(settings)))


def process_tag() -> dict[str, str]:
    """Return the tag by which a run that is started here tells who carries it out."""
    return {PROCESS_TAG: f"{os.getpid()}-{_started(os.getpid())}"}


def end_abandoned_runs(instance: dg.DagsterInstance, *, daemon_is_gone: bool = False) -> list[str]:
    """Mark runs as failed whose process was killed; return their ids.

    Nobody else does: Dagster cannot ask after a run that was a process of its own, and a run
    that seems to go on forever keeps all others waiting.

    Args:
        instance: Where the runs are kept.
        daemon_is_gone: No daemon runs, so neither does any run that it started.
    """
    ended = []
    for run in instance.get_runs(dg.RunsFilter(statuses=UNFINISHED)):
        process = run.tags.get(PROCESS_TAG)
        if daemon_is_gone if process is None else not _is_alive(process):
            instance.report_run_failed(run, "Its process is gone; what it finished is kept.")
            ended.append(run.run_id)
    return ended


@contextmanager
def only_daemon(settings: Settings) -> Iterator[bool]:
    """Hold the right to run the daemon of this home; yield whether we have it."""
    with (prepare_home(settings) / "daemon.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            yield False
        else:
            yield True


def _is_alive(process: str) -> bool:
    pid, _, started = process.partition("-")
    return _started(int(pid)) == started


def _started(pid: int) -> str:
    """Return when a process began, in ticks since boot: a number is given to processes again."""
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="utf-8").rpartition(")")[2].split()
    except OSError:
        return ""
    return fields[19]
