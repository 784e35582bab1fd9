"""Damages a generated community on purpose, and writes down where.

Only for databases made to be damaged: constraints that are in the way are dropped and stay so.
"""

import json
from dataclasses import asdict, dataclass
from pathlib import Path

import psycopg
from psycopg.sql import SQL, Identifier

from database.community.fault_kinds import FAULT_KINDS, FaultKind
from database.community.generation import CommunityError
from database.community.recounting import recount
from database.connections import connect, describe

SESSION = "set local session_replication_role = replica"


@dataclass(frozen=True, slots=True)
class Fault:
    """A violation that was planted.

    Attributes:
        kind: Which invariant it breaks.
        table: Where the damaged row is; for a missing row, where it should be.
        key: Columns and values that name it.
        what: What is wrong with it, in words.
    """

    kind: str
    table: str
    key: dict[str, object]
    what: str


def plant_faults(url: str, kinds: tuple[FaultKind, ...] = FAULT_KINDS) -> list[Fault]:
    """Plant one violation of each kind, in one transaction; return where.

    Counters and profile strengths are brought up to date with the damaged rows in between, so
    that exactly the counters listed are wrong.

    Args:
        url: A database that `generate` has filled, and that nobody needs undamaged.
        kinds: Which violations.

    Raises:
        CommunityError: A kind finds no row to damage. Nothing was changed.
        DatabaseUnreachableError: The database does not answer.
    """
    with connect(url) as connection:
        connection.execute(SESSION)
        planted = [_plant(connection, each, url) for each in kinds if not each.is_of_counter]
        recount(connection)
        connection.execute("select refresh_profile_strength()")
        planted += [_plant(connection, each, url) for each in kinds if each.is_of_counter]
    return planted


def write_faults(faults: list[Fault], file: Path) -> None:
    """Write what was planted as JSON: a list of kind, table, key, what."""
    text = json.dumps([asdict(fault) for fault in faults], indent=2, default=str)
    file.write_text(f"{text}\n", encoding="utf-8")


def _plant(connection: psycopg.Connection, kind: FaultKind, url: str) -> Fault:
    if kind.relax is not None:
        _relax(connection, kind)
    columns = [Identifier(name) for name in kind.key]
    returning = SQL(" returning ") + SQL(", ").join(columns)
    rows = connection.execute(
        SQL(kind.change) + returning  # type: ignore[arg-type]  # A constant of fault_kinds.
    ).fetchall()
    if len(rows) != 1:
        raise CommunityError(
            f"No {kind.kind} can be planted in {kind.table} of {describe(url)}",
            expected="a generated community with a row of that sort",
            found=f"{len(rows)} rows",
            remedy="generate a larger community, 200 members at least",
        )
    return Fault(kind.kind, kind.table, dict(zip(kind.key, rows[0], strict=True)), kind.what)


def _relax(connection: psycopg.Connection, kind: FaultKind) -> None:
    clause = str(kind.relax)
    statement = clause if clause.startswith("drop index") else f"alter table {kind.table} {clause}"
    connection.execute(statement.encode())
