"""Puts what was read in place: rows of `load` into `core`, what came and went into `changes`.

Runs inside the one transaction that publishes a whole run. A row that is the same byte for byte
is not written.
"""

from collections.abc import Mapping
from typing import NamedTuple

import psycopg
from psycopg.sql import SQL, Composable, Identifier, Literal

from database.catalog import Table
from ingestion.operational import hashing
from ingestion.operational.deletions import gone_of
from ingestion.operational.matching import Match, ReplicaShape
from ingestion.operational.reading import SCOPE, Reading, Scope
from ingestion.operational.replicas import (
    CHANGES,
    CORE,
    LOAD,
    add_columns,
    add_key,
    change_columns,
    change_key,
    change_name,
    create_changes,
    create_table,
    describe_table,
    drop_secrets,
    listed,
)
from ingestion.operational.sides import Sides, same_key
from ingestion.operational.widening import widen

# Ten thousand rows are found by their keys in 0.1 s; for disks that turn, the planner would rather
# go through two million, in 0.5 s. It must not do so where all rows are looked at.
BY_KEYS = "set local random_page_cost = 1.1"
BY_ALL = "set local random_page_cost to default"
# Rows as they were, before they change.
GONE_BEFORE = SQL("""
insert into {changes} (run_id, weight, {kept})
select {run}, -1, {kept_of_core}
from {core} as core
inner join {load} as coming on {same}
where record_image_ne(row({core_values}), row({coming_values}))
""")
UPDATE = SQL("""
with changed as (
    update {core} as core set {assignments}
    from {load} as coming
    where {same} and record_image_ne(row({core_values}), row({coming_values}))
    returning {kept_of_core}
)

insert into {changes} (run_id, weight, {kept}) select {run}, 1, * from changed
""")
DELETE = SQL("""
with gone as (
    delete from {core} as core
    where {in_scope} and not exists (select from {load} as coming where {same})
    returning {kept_of_core}
)

insert into {changes} (run_id, weight, {kept}) select {run}, -1, * from gone
""")
DELETE_GONE = SQL("""
with gone as (
    delete from {core} as core using {gone} as coming where {same}
    returning {kept_of_core}
)

insert into {changes} (run_id, weight, {kept}) select {run}, -1, * from gone
""")
INSERT = SQL("""
with new as (
    insert into {core} as core ({columns})
    select {columns} from {load} as coming
    where not exists (select from {core} as core where {same})
    returning {kept_of_core}
)

insert into {changes} (run_id, weight, {kept}) select {run}, 1, * from new
""")
# What stands there without having been read is no replica.
FIRST_INSERT = SQL("""
delete from {core};
insert into {core} ({columns}) select {columns} from {load}
""")


class Applied(NamedTuple):
    """What was done to a table of core, in rows."""

    inserted: int = 0
    updated: int = 0
    deleted: int = 0


def prepare(
    connection: psycopg.Connection,
    match: Match,
    present: ReplicaShape | None,
    known: Table,
    changes: Mapping[str, str],
) -> None:
    """Make a table of core have the shape it is to have, and a table for its changes.

    Args:
        connection: To the warehouse, in the publishing transaction.
        match: The table.
        present: Its shape now; none while it does not exist.
        known: The table in the dictionary.
        changes: Types of the columns of the table of its changes.
    """
    if present is None:
        create_table(connection, CORE, match.table, match.shape)
        add_key(connection, CORE, match.table, match.shape.key)
        describe_table(connection, match.table, match.shape, known)
    elif present != match.shape:
        add_columns(connection, match.table, present, match.shape, known)
        if present.key != match.shape.key:  # Never so once it was filled.
            change_key(connection, match.table, match.shape.key)
        widen(connection, match.table, present, match.shape)
        drop_secrets(connection, match.table, present.columns.keys() - match.shape.columns.keys())
    # What records keep is the dictionary's to say, whatever shape the table has.
    create_changes(connection, match.table, match.shape, known, changes)


def move(
    connection: psycopg.Connection, match: Match, known: Table, changes: Mapping[str, str]
) -> None:
    """Make what was read the table of core, which is not there yet."""
    statement = SQL("alter table {} set schema {}")
    connection.execute(statement.format(Identifier(LOAD, match.table), Identifier(CORE)))
    describe_table(connection, match.table, match.shape, known)
    create_changes(connection, match.table, match.shape, known, changes)


def fill(connection: psycopg.Connection, reading: Reading) -> Applied:
    """Put rows that were read for the first time into a table of core that was never filled."""
    match = reading.plan.match
    statement = FIRST_INSERT.format(
        core=Identifier(CORE, match.table),
        load=Identifier(LOAD, match.table),
        columns=listed(match.travelling),
    )
    connection.execute(statement)
    return Applied(inserted=reading.copied.rows)


def apply(
    connection: psycopg.Connection, reading: Reading, sides: Sides, known: Table, run_id: int
) -> Applied:
    """Make core hold what was read, and write down what came and went."""
    match = reading.plan.match
    names = _names(match, known, run_id)
    inserted = updated = deleted = 0
    connection.execute(BY_KEYS)
    if reading.deletions:
        deleted = connection.execute(DELETE_GONE.format(**names)).rowcount
    if reading.scope is not Scope.NOTHING:
        scope = _in_scope(reading, sides)
        deleted += connection.execute(DELETE.format(in_scope=scope, **names)).rowcount
    if reading.copied.rows:
        connection.execute(GONE_BEFORE.format(**names))
        updated = connection.execute(UPDATE.format(**names)).rowcount
        inserted = connection.execute(INSERT.format(**names)).rowcount
    connection.execute(BY_ALL)
    return Applied(inserted, updated, deleted)


def _names(match: Match, known: Table, run_id: int) -> dict[str, Composable]:
    kept = change_columns(match.shape, known)
    return {
        "changes": Identifier(CHANGES, match.table),
        "core": Identifier(CORE, match.table),
        "load": Identifier(LOAD, match.table),
        "gone": gone_of(match.table),
        "run": Literal(run_id),
        "kept": listed(map(change_name, kept)),
        "kept_of_core": listed(kept, "core"),
        "columns": listed(match.travelling),
        "core_values": listed(match.travelling, "core"),
        "coming_values": listed(match.travelling, "coming"),
        "assignments": SQL(", ").join(
            SQL("{0} = coming.{0}").format(Identifier(name)) for name in match.travelling
        ),
        "same": same_key(match, "core", "coming"),
    }


def _in_scope(reading: Reading, sides: Sides) -> Composable:
    if reading.scope is Scope.EVERYTHING:
        return SQL("true")
    own = hashing.bucket(sides.key_hash(at_source=False), reading.buckets)
    scope = Identifier(LOAD, SCOPE.format(reading.plan.table))
    return SQL("{} in (select bucket from {})").format(own, scope)
