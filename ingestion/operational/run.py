"""One replication: a snapshot, a plan, workers that read, one transaction that publishes.

Whatever goes wrong, `core` stays at the instant it was at; what stands in `load` then is dropped
by the next run.
"""

import time
from collections.abc import Callable
from contextlib import closing, suppress
from dataclasses import dataclass, field, replace
from datetime import datetime

import psycopg

from database.catalog import Catalog
from database.check_results import record
from database.connections import connect, describe
from database.locks import REPLICATION, exclusive
from ingestion.operational.aftercare import settle
from ingestion.operational.budget import budget_for
from ingestion.operational.errors import (
    NotReconciledError,
    ReplicationError,
    ReplicationInterruptedError,
)
from ingestion.operational.hashing import form_for
from ingestion.operational.matching import Drift
from ingestion.operational.publishing import Published, Publisher
from ingestion.operational.reading import Reading
from ingestion.operational.recording import Record
from ingestion.operational.replicas import clear_load, indexed_columns
from ingestion.operational.scene import Plan, Scene, Wishes, look, make_plan
from ingestion.operational.snapshot import prepare_session, rewritten_since, taken_of
from ingestion.operational.state import (
    RunOutcome,
    claim_run,
    finish_run,
    start_run,
    was_taken_over,
    write_states,
)
from ingestion.operational.workers import Job, read_tables

EVERYTHING = Wishes()

Progress = Callable[[str], None]


@dataclass(frozen=True, slots=True)
class RunReport:
    """What a run did.

    Attributes:
        run_id: Its number.
        instant: The instant of the source that every table it could read is at now.
        tables: What was done to each table.
        drift: How the source differs from the dictionary.
        seconds: How long it took.
    """

    run_id: int
    instant: datetime
    tables: list[Published]
    drift: list[Drift] = field(default_factory=list)
    seconds: float = 0.0


def plan_replication(
    source_url: str,
    warehouse_url: str,
    wishes: Wishes = EVERYTHING,
    *,
    dictionary: Catalog | None = None,
) -> Plan:
    """Say what a run would do; change nothing.

    Raises:
        ReplicationError: A pattern names no table.
        DatabaseUnreachableError: One of the databases does not answer.
    """
    with (
        closing(connect(warehouse_url, read_only=True)) as warehouse,
        taken_of(source_url) as (snapshot, holder),
    ):
        return make_plan(look(holder, warehouse, dictionary), wishes, snapshot)


def replicate(
    source_url: str,
    warehouse_url: str,
    wishes: Wishes = EVERYTHING,
    *,
    dictionary: Catalog | None = None,
    progress: Progress = lambda _: None,
) -> RunReport:
    """Bring `core` to one instant of the source.

    Args:
        source_url: The operational database; SELECT is all the rights it takes.
        warehouse_url: The warehouse, with its schemas.
        wishes: Which tables, and how.
        dictionary: What is known and classified; by default what is committed.
        progress: Told what happens, in words.

    Raises:
        ReplicationError: A pattern names no table, or a database refused a statement.
        NotReconciledError: A table differs from its source after its repair.
        ReplicationInterruptedError: A connection was lost, or a lock not given. Passing.
        DatabaseUnreachableError: One of the databases does not answer. Passing.
    """
    began = time.monotonic()

    def wait() -> None:
        progress("another replication or a check is at work: waiting for it")

    try:
        with (
            exclusive(warehouse_url, REPLICATION, on_wait=wait),
            closing(connect(warehouse_url, autocommit=True)) as warehouse,
        ):
            run_id = start_run(warehouse, describe(source_url))
            run = _Run(source_url, warehouse_url, wishes, dictionary, progress, run_id)
            report = run.recorded(warehouse)
    except psycopg.Error as error:
        raise _failure(error, source_url) from error
    return replace(report, seconds=time.monotonic() - began)


@dataclass(frozen=True, slots=True)
class _Run:
    source_url: str
    warehouse_url: str
    wishes: Wishes
    dictionary: Catalog | None
    progress: Progress
    run_id: int

    def recorded(self, warehouse: psycopg.Connection) -> RunReport:
        try:
            return self.run(warehouse)
        except Exception as error:
            taken_over = False
            with suppress(psycopg.Error):
                finish_run(warehouse, self.run_id, RunOutcome("failed", message=str(error)))
                taken_over = was_taken_over(warehouse, self.run_id)
            if taken_over:
                raise _taken_over(str(error)) from error
            raise

    def run(self, warehouse: psycopg.Connection) -> RunReport:
        clear_load(warehouse)
        with taken_of(self.source_url) as (snapshot, holder):
            scene = look(holder, warehouse, self.dictionary)
            plan = make_plan(scene, self.wishes, snapshot)
            form = form_for(snapshot.version, warehouse.info.server_version)
            workers = budget_for(holder, self.wishes.workers).workers
            readings = read_tables(
                _jobs(plan, scene),
                snapshot,
                self.warehouse_url,
                form,
                workers,
                progress=lambda reading: self.progress(_said(reading)),
            )
            self.progress("publishing")
            results = Record(scene.dictionary, snapshot.instant)
            with closing(connect(self.warehouse_url)) as connection:
                publisher = Publisher(connection, holder, snapshot, form, self.run_id, scene)
                try:
                    published = self._published(publisher, plan, readings, results)
                except NotReconciledError:
                    record(warehouse, results.refused(plan.tables, publisher.differing[0]))
                    raise
        self._settle(warehouse, published, scene)
        return RunReport(self.run_id, snapshot.instant, published, plan.drift)

    def _published(
        self, publisher: Publisher, plan: Plan, readings: list[Reading], results: Record
    ) -> list[Published]:
        connection = publisher.connection
        with connection.transaction():
            prepare_session(connection)
            if not claim_run(connection, self.run_id):
                raise _taken_over("this run is no longer the one at work")
            published = [publisher.publish(reading) for reading in readings]
            published += [publisher.leave(each) for each in plan.tables if not each.is_readable]
            write_states(connection, publisher.written)
            proven = results.proven(published)
            if not self.wishes.tables:
                proven.append(results.drifted(plan.drift, len(plan.tables)))
            record(connection, proven)
            _refuse_rewritten(publisher.source, readings)
            finish_run(connection, self.run_id, _outcome(plan.instant, published))
            clear_load(connection)
        return published

    def _settle(
        self, warehouse: psycopg.Connection, published: list[Published], scene: Scene
    ) -> None:
        try:
            settle(warehouse, published, scene, self.progress)
        except psycopg.Error as error:
            self.progress(f"published; tidying up is left to the next run: {error}")


def _jobs(plan: Plan, scene: Scene) -> list[Job]:
    return [
        Job(
            each,
            scene.state_of(each.table),
            each.is_first and each.table not in scene.shapes,
            indexed_columns(scene.dictionary.tables[each.table]),
        )
        for each in plan.tables
        if each.is_readable
    ]


def _said(reading: Reading) -> str:
    rows = "unchanged" if reading.is_unchanged else f"{reading.copied.rows:,} rows"
    return f"{reading.plan.table}: {rows}, {reading.seconds:.1f} s"


def _outcome(instant: datetime, published: list[Published]) -> RunOutcome:
    return RunOutcome(
        "succeeded",
        instant,
        tables=len(published),
        rows=sum(table.copied_rows for table in published),
        bytes=sum(table.bytes for table in published),
    )


def _refuse_rewritten(holder: psycopg.Connection, readings: list[Reading]) -> None:
    names = [str(reading.plan.match.source_name) for reading in readings]
    if rewritten := rewritten_since(holder, names):
        raise ReplicationInterruptedError(
            f"{', '.join(rewritten)} changed as a whole while the source was read",
            expected="no truncate and no change of a table's form during a run",
            found="another file under that name",
            remedy="run it again: core is as it was before",
        )


def _taken_over(found: str) -> ReplicationInterruptedError:
    return ReplicationInterruptedError(
        "Another replication began while this one was at work",
        expected="the lock of this run to hold until its end",
        found=found,
        remedy="see whether that one succeeds; core is as it was before, or as that one left it",
    )


def _failure(error: psycopg.Error, source_url: str) -> ReplicationError:
    if isinstance(error, psycopg.OperationalError):
        return ReplicationInterruptedError(
            f"Replication of {describe(source_url)} was interrupted",
            expected="both databases to answer until the end",
            found=str(error).strip(),
            remedy="run it again: core is as it was before",
        )
    return ReplicationError(
        f"A database refused a statement of the replication of {describe(source_url)}",
        expected="a source that this version can read, and a warehouse of this version",
        found=str(error).strip(),
        remedy="core is as it was before; check the table named, and the rights of both users",
    )
