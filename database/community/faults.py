"""Damages a generated community on purpose, and writes down where.

Only for databases made to be damaged: constraints that are in the way are dropped and stay so.
"""

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path

import psycopg
from psycopg.rows import dict_row
from psycopg.sql import SQL, Composed, Identifier, Literal

from database.community.fault_kinds import FaultKind, read_fault_kinds
from database.community.generation import CommunityError
from database.community.recounting import recount
from database.connections import connect, describe

SESSION = "set local session_replication_role = replica"
UPDATE = SQL("""
update {table} set {assignments}
where ({key}) = (select {key} from {table} where {condition} order by {key} offset {skip} limit 1)
""")


@dataclass(frozen=True, slots=True)
class Fault:
    """A violation that was planted.

    Attributes:
        kind: Which invariant it breaks.
        table: Where the damaged row is; for a missing row, where it should be.
        key: Columns and values that name it.
        what: What is wrong with it, in words.
        checks: The checks on the replicas that find it.
        rows: The rows that each of those shows: columns and values that name them.
    """

    kind: str
    table: str
    key: dict[str, object]
    what: str
    checks: list[str] = field(default_factory=list)
    rows: list[dict[str, object]] = field(default_factory=list)


def plant_faults(url: str, kinds: Sequence[FaultKind] | None = None) -> list[Fault]:
    """Plant one violation of each kind, in one transaction; return where.

    Counters and profile strengths are brought up to date with the damaged rows in between, so
    that exactly the figures listed are wrong.

    Args:
        url: A database that `generate` has filled, and that nobody needs undamaged.
        kinds: Which violations; those of `faults.toml` unless given.

    Raises:
        CommunityError: A kind finds no row to damage. Nothing was changed.
        DatabaseUnreachableError: The database does not answer.
    """
    wanted = read_fault_kinds() if kinds is None else kinds
    with connect(url) as connection:
        connection.execute(SESSION)
        planted = [_plant(connection, each, url) for each in wanted if not each.after_recount]
        recount(connection)
        connection.execute("select refresh_profile_strength()")
        planted += [_plant(connection, each, url) for each in wanted if each.after_recount]
        kinds = sorted(wanted, key=lambda each: each.after_recount)
        return [
            replace(fault, rows=_shown(connection, kind, fault))
            for kind, fault in zip(kinds, planted, strict=True)
        ]


def write_faults(faults: list[Fault], file: Path) -> None:
    """Write what was planted as JSON: a list of kind, table, key, what, checks, rows."""
    text = json.dumps([asdict(fault) for fault in faults], indent=2, default=str)
    file.write_text(f"{text}\n", encoding="utf-8")


def _plant(connection: psycopg.Connection, kind: FaultKind, url: str) -> Fault:
    if kind.relax is not None:
        connection.execute(_relaxation(kind))
    key = _listed(kind.key)
    change = _update(kind, key) if kind.statement is None else _trusted(kind.statement)
    rows = connection.execute(SQL("{} returning {}").format(change, key)).fetchall()
    if len(rows) != 1:
        raise CommunityError(
            f"No {kind.kind} can be planted in {kind.table} of {describe(url)}",
            expected="a generated community with a row of that sort",
            found=f"{len(rows)} rows",
            remedy="generate a larger community, 100 members at least",
        )
    key_of_row = dict(zip(kind.key, rows[0], strict=True))
    return Fault(kind.kind, kind.table, key_of_row, kind.what, kind.checks)


def _shown(
    connection: psycopg.Connection, kind: FaultKind, fault: Fault
) -> list[dict[str, object]]:
    """Return the rows that checks will show, now that everything is planted."""
    if kind.rows is None:
        return [fault.key]
    with connection.cursor(row_factory=dict_row) as cursor:
        return cursor.execute(_trusted(kind.rows)).fetchall()


def _update(kind: FaultKind, key: Composed) -> Composed:
    return UPDATE.format(
        table=Identifier(kind.table),
        assignments=_trusted(str(kind.set)),
        key=key,
        condition=_trusted(kind.where),
        skip=Literal(kind.skip),
    )


def _relaxation(kind: FaultKind) -> Composed:
    clause = _trusted(str(kind.relax))
    if str(kind.relax).startswith("drop index"):
        return Composed([clause])
    return SQL("alter table {} {}").format(Identifier(kind.table), clause)


def _listed(columns: Sequence[str]) -> Composed:
    return SQL(", ").join(map(Identifier, columns))


def _trusted(text: str) -> SQL:
    """Return SQL that stands in `faults.toml`, a file of this package."""
    return SQL(text)
