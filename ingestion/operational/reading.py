"""Reads one table of the source into `load`, as much of it as may differ from `core`.

Nothing of `core` changes here. What was read is put in place by `applying`.
"""

import time
from collections.abc import Collection
from dataclasses import dataclass, field, replace
from decimal import Decimal
from enum import StrEnum
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Composable, Composed, Identifier, Literal

from ingestion.operational import hashing
from ingestion.operational.copying import Copied, copy_rows
from ingestion.operational.deletions import buckets_for, find_deletions, gone_of
from ingestion.operational.hashing import HashForm
from ingestion.operational.plan import Strategy, TablePlan
from ingestion.operational.replicas import (
    LOAD,
    add_index,
    add_key,
    create_table,
    gather_statistics,
    listed,
)
from ingestion.operational.sides import Sides
from ingestion.operational.state import ReplicaState

BUCKETS = "{}__buckets"
SCOPE = "{}__scope"
# More of them and the whole table is read: most rows would come anyway.
MOST_DIFFERING = 0.5
CREATE_BUCKETS = SQL("create unlogged table {} (bucket integer, rows bigint, total numeric)")
WRITE_SCOPE = SQL("""
create unlogged table {scope} as
select
    coalesce(theirs.bucket, ours.bucket) as bucket,
    coalesce(ours.rows, 0) - coalesce(theirs.rows, 0) as missing,
    coalesce(ours.total, 0) - coalesce(theirs.total, 0) as total
from {theirs} as theirs
full join ({ours}) as ours (bucket, rows, total) on ours.bucket = theirs.bucket
where (theirs.rows, theirs.total) is distinct from (ours.rows, ours.total)
""")


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
        deletions: How many keys that are gone stand in `load`, outside of that scope.
        buckets: Over how many buckets the keys were spread, where they were.
        arrived: Digests of keys and of rows of what stands in `load`, if that becomes the table of
            core.
        seconds: How long it took.
    """

    plan: TablePlan
    keys: Digest
    content: Digest | None = None
    window: Digest | None = None
    copied: Copied = field(default_factory=Copied)
    scope: Scope = Scope.NOTHING
    deletions: int = 0
    buckets: int = 1
    arrived: tuple[Digest, Digest] | None = None
    seconds: float = 0.0

    @property
    def is_moved(self) -> bool:
        """Whether what stands in `load` becomes the table of core."""
        return self.arrived is not None

    @property
    def is_unchanged(self) -> bool:
        """Whether core holds already what the source holds."""
        return self.copied.rows == self.deletions == 0 and self.scope is Scope.NOTHING


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
        indexed: Columns that have an index in core.
    """

    plan: TablePlan
    state: ReplicaState
    source: psycopg.Connection
    warehouse: psycopg.Connection
    form: HashForm
    is_moved: bool = False
    indexed: Collection[str] = ()

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
        keys, content = self._both_digests()
        reading = Reading(self.plan, keys, content)
        if self._is_as_left(content):
            return reading
        reading = replace(reading, copied=self._copy(None), scope=Scope.EVERYTHING)
        if not self.is_moved:
            return reading
        query = self.sides.both_digests(self.sides.load)
        arrived = fetch_both_digests(self.warehouse, query)
        return replace(reading, arrived=arrived)

    def _read_incremental(self) -> Reading:
        is_new = self.sides.is_new()
        copied = self._copy(is_new)
        window, held = Digest(0, Decimal(0)), Digest(self.state.row_count, self.state.key_digest)
        if copied.rows:
            window = self._digest(of_rows=True, where=is_new)
            held = self._keys_after_upsert()
        keys = self._digest(of_rows=False)
        reading = Reading(self.plan, keys, window=window, copied=copied)
        if held == keys:
            return reading
        buckets = buckets_for(keys.rows, held.rows - keys.rows)
        return self._read_differing(reading, buckets, of_rows=False, without=is_new)

    def _read_buckets(self) -> Reading:
        keys, content = self._both_digests()
        reading = Reading(self.plan, keys, content)
        if self._is_as_left(content):
            return reading
        buckets = hashing.bucket_count(max(self.state.row_count, keys.rows))
        return self._read_differing(reading, buckets, of_rows=True, without=None)

    def _read_differing(
        self, reading: Reading, buckets: int, *, of_rows: bool, without: Composable | None
    ) -> Reading:
        """Find out what is gone, and read the rows of every bucket that differs otherwise.

        Args:
            reading: What was read so far.
            buckets: Over how many buckets keys are spread.
            of_rows: Compare whole rows, not only keys.
            without: Rows that stand in `load` already.
        """
        scope = Identifier(LOAD, SCOPE.format(self.plan.table))
        reading = replace(reading, buckets=buckets)
        differing = self._write_scope(scope, buckets, of_rows=of_rows)
        if differing > MOST_DIFFERING * buckets:
            return self._with_rows(replace(reading, scope=Scope.EVERYTHING), None, without)
        if differing and not of_rows:
            found = find_deletions(self.warehouse, self.sides, scope, buckets)
            reading = replace(reading, deletions=found)
        left = [
            row[0] for row in self.warehouse.execute(SQL("select bucket from {}").format(scope))
        ]
        if not left:
            return reading
        own = hashing.bucket(self.sides.key_hash(at_source=True), buckets)
        # Without the cast it is an array of smallint, which is searched one by one.
        there = SQL("{} = any({}::integer[])").format(own, Literal(left))
        return self._with_rows(replace(reading, scope=Scope.BUCKETS), there, without)

    def _with_rows(
        self, reading: Reading, where: Composable | None, without: Composable | None
    ) -> Reading:
        """Copy more rows; return the reading with them."""
        conditions = [where] if where is not None else []
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
            if self.is_moved:
                for column in set(self.indexed) - set(match.shape.key[:1]):
                    add_index(self.warehouse, LOAD, match.table, column)
        gather_statistics(self.warehouse, self.sides.load)
        return copied

    def _both_digests(self) -> tuple[Digest, Digest]:
        return fetch_both_digests(self.source, self.sides.both_digests(self.sides.source))

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

    def _write_scope(self, scope: Identifier, buckets: int, *, of_rows: bool) -> int:
        """Write the buckets that differ into a table of `load`; return how many."""
        table = Identifier(LOAD, BUCKETS.format(self.plan.table))
        self.warehouse.execute(CREATE_BUCKETS.format(table))
        theirs = self.sides.bucket_digests(at_source=True, of_rows=of_rows, buckets=buckets)
        copy_rows(self.source, theirs, self.warehouse, table)
        origin = None if of_rows else self.sides.keys_after_upsert()
        ours = self.sides.bucket_digests(
            at_source=False, of_rows=of_rows, buckets=buckets, origin=origin
        )
        query = WRITE_SCOPE.format(scope=scope, theirs=table, ours=ours)
        differing = self.warehouse.execute(query).rowcount
        gather_statistics(self.warehouse, scope)
        return differing


def clear_table(connection: psycopg.Connection, table: str) -> None:
    """Drop what was read of a table, so that it can be read again."""
    tables = (BUCKETS.format(table), SCOPE.format(table), table)
    names = [*(Identifier(LOAD, name) for name in tables), gone_of(table)]
    connection.execute(SQL("drop table if exists {}").format(SQL(", ").join(names)))


def fetch_digest(connection: psycopg.Connection, query: Composed) -> Digest:
    """Return the digest that a query selects."""
    row = connection.execute(query).fetchone() or (0, 0)
    return Digest(int(row[0]), Decimal(row[1]))


def fetch_both_digests(connection: psycopg.Connection, query: Composed) -> tuple[Digest, Digest]:
    """Return the digests of keys and of rows that a query selects."""
    rows, keys, content = connection.execute(query).fetchone() or (0, 0, 0)
    return Digest(rows, Decimal(keys)), Digest(rows, Decimal(content))
