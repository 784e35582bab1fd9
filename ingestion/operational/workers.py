"""Workers that read the tables of a run, several at a time, each over connections of its own."""

from collections.abc import Callable, Iterable
from concurrent.futures import FIRST_EXCEPTION, Future, ThreadPoolExecutor, wait
from contextlib import closing, suppress
from dataclasses import dataclass
from queue import Empty, SimpleQueue
from threading import Event

import psycopg

from database.connections import connect
from ingestion.operational.hashing import HashForm
from ingestion.operational.plan import TablePlan
from ingestion.operational.reading import Reader, Reading
from ingestion.operational.snapshot import Snapshot, prepare_session
from ingestion.operational.state import ReplicaState

CANCEL_SECONDS = 2.0


@dataclass(frozen=True, slots=True)
class Job:
    """A table to be read.

    Attributes:
        plan: How.
        state: What is known of it from the last run.
        is_moved: Core has no such table yet.
        indexed: Columns that have an index in core.
    """

    plan: TablePlan
    state: ReplicaState
    is_moved: bool
    indexed: tuple[str, ...]


def read_tables(
    jobs: Iterable[Job],
    snapshot: Snapshot,
    warehouse_url: str,
    form: HashForm,
    workers: int,
    *,
    progress: Callable[[Reading], None] = lambda _: None,
) -> list[Reading]:
    """Read tables in the order given; the first failure stops all workers and is raised.

    Args:
        jobs: What to read, the largest tables first.
        snapshot: The instant to read.
        warehouse_url: Where `load` is.
        form: How rows are hashed.
        workers: How many tables are read at a time.
        progress: Told of each table that was read, by the worker that read it.
    """
    queue: SimpleQueue[Job] = SimpleQueue()
    for job in jobs:
        queue.put(job)
    stopped = Event()
    opened: list[psycopg.Connection] = []

    def work() -> list[Reading]:
        done = []
        with (
            snapshot.reader() as source,
            closing(connect(warehouse_url, autocommit=True)) as target,
        ):
            opened.extend((source, target))
            prepare_session(target)
            while not stopped.is_set():
                try:
                    job = queue.get_nowait()
                except Empty:
                    break
                reader = Reader(
                    job.plan, job.state, source, target, form, job.is_moved, job.indexed
                )
                done.append(reader.read())
                progress(done[-1])
        return done

    with ThreadPoolExecutor(workers, thread_name_prefix="replication") as pool:
        futures = [pool.submit(work) for _ in range(workers)]
        try:
            done, _ = wait(futures, return_when=FIRST_EXCEPTION)
            failed = [future for future in done if future.exception() is not None]
            return [reading for future in failed or futures for reading in future.result()]
        finally:
            stopped.set()
            _cancel_until_done(futures, opened)


def _cancel_until_done(
    futures: Iterable[Future[list[Reading]]], opened: list[psycopg.Connection]
) -> None:
    """End what workers still do, which nobody waits for any more."""
    waiting = {future for future in futures if not future.done()}
    while waiting:
        for connection in opened:
            with suppress(psycopg.Error):
                connection.cancel_safe(timeout=CANCEL_SECONDS)
        waiting = wait(waiting, timeout=CANCEL_SECONDS).not_done
