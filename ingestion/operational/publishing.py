"""Publishes a run: one transaction that puts every table in place, proves it and says so.

A table that differs from its source although it was just read is read again by buckets, in the
same transaction and from the same instant. One that still differs ends the run, and with it the
transaction.
"""

from dataclasses import dataclass, field, replace
from datetime import datetime

import psycopg
from psycopg import errors

from ingestion.operational.applying import Applied, apply, fill, move, prepare
from ingestion.operational.errors import NotReconciledError
from ingestion.operational.hashing import HashForm
from ingestion.operational.matching import Drift, DriftKind, Match
from ingestion.operational.plan import Strategy, TablePlan
from ingestion.operational.proving import Proof, prove, sample_keys
from ingestion.operational.reading import Reader, Reading, clear_table
from ingestion.operational.scene import Scene
from ingestion.operational.sides import Sides
from ingestion.operational.snapshot import Snapshot
from ingestion.operational.state import ReplicaState


@dataclass(frozen=True, slots=True)
class Published:
    """What a run did to one table of core. Key: table.

    Attributes:
        plan: How it was read.
        rows: Rows of the table now.
        applied: Rows inserted, updated and deleted.
        copied_rows: Rows that travelled.
        bytes: Bytes that travelled.
        seconds: How long reading it took.
        instant: The instant it is at; the old one where a problem stopped it.
        message: What its proof compared, or the problem.
        is_repaired: It differed from its source and was read again.
        is_moved: What was read became the table.
    """

    plan: TablePlan
    rows: int
    applied: Applied = field(default_factory=Applied)
    copied_rows: int = 0
    bytes: int = 0
    seconds: float = 0.0
    instant: datetime | None = None
    message: str = ""
    is_repaired: bool = False
    is_moved: bool = False

    @property
    def table(self) -> str:
        """The table of core."""
        return self.plan.table

    @property
    def is_reconciled(self) -> bool:
        """Whether it was proven equal to its source at this run's instant."""
        return self.plan.strategy is not Strategy.ABSENT and self.plan.match.problem is None


@dataclass(frozen=True, slots=True)
class Difference:
    """How a table differs from its source although it was read twice.

    Attributes:
        table: The table of core.
        message: What was compared, and what was found.
        keys: The first keys of rows that differ.
    """

    table: str
    message: str
    keys: list[dict[str, str]]


@dataclass(frozen=True, slots=True)
class Publisher:
    """Puts tables in place over the connection of one transaction.

    Attributes:
        connection: To the warehouse, in the transaction.
        source: A connection that sees the snapshot, for repairs.
        snapshot: The instant.
        form: How rows are hashed.
        run_id: The run.
        scene: What was known before.
        written: What is known of the tables published so far.
        differing: The table that ended the run, if one did.
    """

    connection: psycopg.Connection
    source: psycopg.Connection
    snapshot: Snapshot
    form: HashForm
    run_id: int
    scene: Scene
    written: list[ReplicaState] = field(default_factory=list)
    differing: list[Difference] = field(default_factory=list)

    def leave(self, plan: TablePlan) -> Published:
        """Leave a table as it is that has no source, or a problem; make it if it is not there."""
        match = plan.match
        if match.problem is None or match.table not in self.scene.shapes:
            self._prepare(match)
        old = self.scene.state_of(match.table)
        strategy = Strategy.ABSENT if match.source_name is None else old.strategy
        self.written.append(
            replace(
                old,
                source_name=match.source_name,
                strategy=strategy,
                problem=match.problem,
            )
        )
        message = match.problem or plan.reason
        return Published(plan, old.row_count, instant=old.instant, message=message)

    def publish(self, reading: Reading) -> Published:
        """Put a table in place and prove it; leave it if something stands in the way.

        Raises:
            NotReconciledError: It differs from its source even after a repair.
        """
        try:
            with self.connection.transaction():
                return self._publish(reading)
        except (errors.FeatureNotSupported, errors.DependentObjectsStillExist) as error:
            return self.leave(_stopped(reading.plan, error))

    def _publish(self, reading: Reading) -> Published:
        plan, sides = reading.plan, Sides(reading.plan, self.form)
        applied = self._put_in_place(reading, sides)
        proof = prove(self.connection, reading, sides)
        is_repaired = not proof.holds
        if is_repaired:
            reading, applied, proof = self._repair(reading, sides, applied)
        self.written.append(self._new_state(reading, proof))
        return Published(
            plan,
            proof.keys.rows,
            applied,
            reading.copied.rows,
            reading.copied.bytes,
            reading.seconds,
            self.snapshot.instant,
            proof.message,
            is_repaired,
            reading.is_moved,
        )

    def _put_in_place(self, reading: Reading, sides: Sides) -> Applied:
        match, known = reading.plan.match, self.scene.dictionary.tables[reading.plan.table]
        if reading.is_moved:
            move(self.connection, match, known, self.scene.changes.get(match.table, {}))
            return Applied(inserted=reading.copied.rows)
        self._prepare(match)
        if reading.is_unchanged:
            return Applied()
        if reading.plan.is_first:
            return fill(self.connection, reading)
        return apply(self.connection, reading, sides, known, self.run_id)

    def _prepare(self, match: Match) -> None:
        known = self.scene.dictionary.tables[match.table]
        shape = self.scene.shapes.get(match.table)
        changes = self.scene.changes.get(match.table, {})
        prepare(self.connection, match, shape, known, changes)

    def _repair(
        self, failed: Reading, sides: Sides, before: Applied
    ) -> tuple[Reading, Applied, Proof]:
        plan = replace(
            failed.plan, strategy=Strategy.BUCKETS, is_first=False, is_left_if_same=False
        )
        clear_table(self.connection, plan.table)
        state = self.scene.state_of(plan.table)
        reading = Reader(plan, state, self.source, self.connection, self.form).read()
        known = self.scene.dictionary.tables[plan.table]
        again = Applied()
        if not reading.is_unchanged:
            again = apply(self.connection, reading, sides, known, self.run_id)
        proof = prove(self.connection, replace(reading, window=None), sides)
        if not proof.holds:
            raise self._not_reconciled(reading, sides, proof)
        both = Applied(*(one + other for one, other in zip(before, again, strict=True)))
        return replace(reading, plan=failed.plan), both, proof

    def _not_reconciled(self, reading: Reading, sides: Sides, proof: Proof) -> NotReconciledError:
        samples = sample_keys(self.connection, reading, sides)
        self.differing.append(Difference(reading.plan.table, proof.message, samples))
        return NotReconciledError(
            f"core.{reading.plan.table} differs from its source after it was read twice",
            expected="the same rows at the same instant",
            found=f"{proof.message}; first keys: {samples}",
            remedy="core stays as it was; look whether something else writes to that table",
        )

    def _new_state(self, reading: Reading, proof: Proof) -> ReplicaState:
        match = reading.plan.match
        old = self.scene.state_of(match.table)
        is_whole = reading.content is not None
        return ReplicaState(
            table_name=match.table,
            source_name=match.source_name,
            source_columns=list(match.travelling),
            run_id=self.run_id,
            baseline_run_id=self.run_id if reading.plan.is_first else old.baseline_run_id,
            instant=self.snapshot.instant,
            read_from=self.snapshot.read_from,
            strategy=reading.plan.strategy,
            row_count=proof.keys.rows,
            key_digest=proof.keys.total,
            digest=reading.content.total if reading.content is not None else None,
            hash_form=self.form,
            verified_at=self.snapshot.instant if is_whole else old.verified_at,
        )


def _stopped(plan: TablePlan, error: psycopg.Error) -> TablePlan:
    """Return the plan of a table whose shape cannot follow, because something reads it."""
    said = "; ".join(filter(None, (error.diag.message_primary, error.diag.message_detail)))
    message = f"{plan.table} cannot change its columns: {said}; drop what reads them"
    drift = Drift(DriftKind.CHANGED_TYPE, plan.table, None, message)
    return replace(plan, match=replace(plan.match, drift=(*plan.match.drift, drift)))
