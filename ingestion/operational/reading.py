"""Reads one table of the source into `load`, as much of it as may differ from `core`.

Nothing of `core` changes here. What was read is put in place by `applying`.
"""

import time
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from ingestion.operational import hashing
from ingestion.operational.copying import Copied, copy_rows
from ingestion.operational.hashing import HashForm
from ingestion.operational.plan import Strategy, TablePlan
from ingestion.operational.replicas import LOAD, add_key, create_table, listed
from ingestion.operational.sides import Sides
from ingestion.operational.state import ReplicaState

BUCKETS = "{}__buckets"
SCOPE = "{}__scope"
# More of them and the whole table is read: most rows would come anyway.
MOST_DIFFERING = 0.5


class Scope(StrEnum):
    """Which rows of core must stand in `load` or be gone."""

    NOTHING = "nothing"
    BUCKETS = "buckets"
    EVERYTHING = "everything"


class Digest(NamedTuple):
    """How many rows, and the sum of their hashes."""

    rows: int
    total: Decimal


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read of a table.

    Attributes:
        plan: How it was read.
        keys: Digest of all keys at the source.
        content: Digest of all rows at the source, where all were hashed.
        window: Digest of the source's rows from `plan.since` on; only when incremental.
        copied: What stands in `load`.
        scope: Which rows of core are compared with it for deletion.
        buckets: Over how many buckets the keys were spread, where they were.
        is_moved: What stands in `load` becomes the table of core.
        seconds: How long it took.
    """

    plan: TablePlan
    keys: Digest
    content: Digest | None = None
    window: Digest | None = None
    copied: Copied = field(default_factory=Copied)
    scope: Scope = Scope.NOTHING
    buckets: int = 1
    is_moved: bool = False
    seconds: float = 0.0

    @property
    def is_unchanged(self) -> bool:
        """Whether core holds already what the source holds."""
        return self.copied.rows == 0 and self.scope is Scope.NOTHING


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads one table.

    Attributes:
        plan: How.
        state: What is known of it from the last run.
        source: Connection that sees the snapshot.
        warehouse: Connection in autocommit.
        form: How rows are hashed.
        is_moved: Core has no such table yet, so that what is read may become it.
    """

    plan: TablePlan
    state: ReplicaState
    source: psycopg.Connection
    warehouse: psycopg.Connection
    form: HashForm
    is_moved: bool

    @property
    def sides(self) -> Sides:
        """The SQL of this table."""
        return Sides(self.plan, self.form)

    def read(self) -> Reading:
        """Bring into `load` what may differ; return what was found."""
        began = time.monotonic()
        how = {
            Strategy.FULL: self._read_full,
            Strategy.INCREMENTAL: self._read_incremental,
            Strategy.BUCKETS: self._read_buckets,
        }
        with self.warehouse.transaction():
            reading = how[self.plan.strategy]()
        return replace(reading, seconds=time.monotonic() - began)

    def _read_full(self) -> Reading:
        content = self._digest(of_rows=True)
        if self._is_as_left(content):
            keys = Digest(self.state.row_count, self.state.key_digest)
            return Reading(self.plan, keys, content)
        copied = self._copy(None)
        return Reading(
            self.plan,
            self._digest(of_rows=False),
            content,
            copied=copied,
            scope=Scope.EVERYTHING,
            is_moved=self.is_moved,
        )

    def _read_incremental(self) -> Reading:
        is_new = self.sides.is_new()
        copied = self._copy(is_new)
        window = self._digest(of_rows=True, where=is_new)
        keys = self._digest(of_rows=False)
        reading = Reading(self.plan, keys, window=window, copied=copied)
        if self._keys_after_upsert() == keys:
            return reading
        return self._read_differing(reading, of_rows=False, without=is_new)

    def _read_buckets(self) -> Reading:
        reading = Reading(self.plan, self._digest(of_rows=False))
        return self._read_differing(reading, of_rows=True, without=None)

    def _read_differing(
        self, reading: Reading, *, of_rows: bool, without: Composable | None
    ) -> Reading:
        """Read the rows of every bucket that differs between source and core.

        Args:
            reading: What was read so far.
            of_rows: Compare whole rows, not only keys.
            without: Rows that stand in `load` already.
        """
        buckets = hashing.bucket_count(max(self.state.row_count, reading.keys.rows))
        table = Identifier(LOAD, BUCKETS.format(self.plan.table))
        self.warehouse.execute(
            SQL("create unlogged table {} (bucket integer, rows bigint, total numeric)").format(
                table
            )
        )
        theirs = self.sides.bucket_digests(at_source=True, of_rows=of_rows, buckets=buckets)
        copy_rows(self.source, theirs, self.warehouse, table)
        differing = self._differing(table, buckets, of_rows=of_rows)
        content = self._sum_of(table) if of_rows else None
        reading = replace(reading, buckets=buckets, content=content)
        if not differing:
            return reading
        if len(differing) > MOST_DIFFERING * buckets:
            there = None
            reading = replace(reading, scope=Scope.EVERYTHING)
        else:
            own = hashing.bucket(self.sides.key_hash(at_source=True), buckets)
            # Without the cast it is an array of smallint, which is searched one by one.
            there = SQL("{} = any({}::integer[])").format(own, Literal(differing))
            reading = replace(reading, scope=Scope.BUCKETS)
            self._write_scope(differing)
        conditions = [there] if there is not None else []
        if without is not None:
            conditions.append(SQL("not ({})").format(without))
        copied = self._copy(SQL(" and ").join(conditions) if conditions else None)
        both = Copied(reading.copied.rows + copied.rows, reading.copied.bytes + copied.bytes)
        return replace(reading, copied=both)

    def _copy(self, where: Composable | None) -> Copied:
        """Copy rows into `load`, making the table there if this is the first time."""
        match = self.plan.match
        is_there = self.warehouse.execute("select to_regclass(%s)", [f'{LOAD}."{match.table}"'])
        is_new = is_there.fetchone() == (None,)
        if is_new:
            create_table(self.warehouse, LOAD, match.table, match.shape, is_logged=self.is_moved)
        query = SQL("select {} from {}{}").format(
            self.sides.values(),
            self.sides.source,
            SQL(" where {}").format(where) if where is not None else SQL(""),
        )
        into = SQL("{} ({})").format(self.sides.load, listed(match.travelling))
        copied = copy_rows(self.source, query, self.warehouse, into)
        if is_new:
            add_key(self.warehouse, LOAD, match.table, match.shape.key)
        self.warehouse.execute(SQL("analyze {}").format(self.sides.load))
        return copied

    def _digest(self, *, of_rows: bool, where: Composable | None = None) -> Digest:
        query = self.sides.digests(at_source=True, of_rows=of_rows, where=where)
        return fetch_digest(self.source, query)

    def _is_as_left(self, content: Digest) -> bool:
        """Whether the source holds what the last run found there, so that core should too."""
        return (
            self.plan.is_left_if_same
            and content == (self.state.row_count, self.state.digest)
            and self.state.hash_form == self.form
            and self.state.source_columns == list(self.plan.match.travelling)
        )

    def _keys_after_upsert(self) -> Digest:
        """Return the keys that core will hold once what was read stands in it."""
        hashed = hashing.digest(self.sides.key_hash(at_source=False))
        query = SQL("select {} {}").format(hashed, self.sides.coming())
        added = fetch_digest(self.warehouse, query)
        return Digest(self.state.row_count + added.rows, self.state.key_digest + added.total)

    def _differing(self, table: Identifier, buckets: int, *, of_rows: bool) -> list[int]:
        origin = None if of_rows else self.sides.keys_after_upsert()
        ours = self.sides.bucket_digests(
            at_source=False, of_rows=of_rows, buckets=buckets, origin=origin
        )
        query = SQL(
            "select coalesce(theirs.bucket, ours.bucket) from {} as theirs"
            " full join ({}) as ours (bucket, rows, total) on ours.bucket = theirs.bucket"
            " where (theirs.rows, theirs.total) is distinct from (ours.rows, ours.total)"
        )
        return [int(row[0]) for row in self.warehouse.execute(query.format(table, ours))]

    def _sum_of(self, table: Identifier) -> Digest:
        query = SQL("select coalesce(sum(rows), 0)::bigint, coalesce(sum(total), 0) from {}")
        return fetch_digest(self.warehouse, query.format(table))

    def _write_scope(self, differing: list[int]) -> None:
        table = Identifier(LOAD, SCOPE.format(self.plan.table))
        statement = SQL("create unlogged table {} as select unnest({}::integer[]) as bucket")
        self.warehouse.execute(statement.format(table, Literal(differing)))


def fetch_digest(connection: psycopg.Connection, query: Composed) -> Digest:
    """Return the digest that a query selects."""
    row = connection.execute(query).fetchone() or (0, 0)
    return Digest(int(row[0]), Decimal(row[1]))
