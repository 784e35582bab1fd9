"""Asks a filled database whether every rule holds that triggers and foreign keys would have kept.

Checks, unique keys and required columns need no question: PostgreSQL keeps them even while
triggers sleep. What the rules are is read from the catalog by `verification_rules.sql`.
"""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import psycopg

from database.connections import connect

RULES = Path(__file__).with_name("verification_rules.sql")


@dataclass(frozen=True, slots=True)
class Rule:
    """Something that must hold. Key: kind, table, claim.

    Attributes:
        kind: Foreign key, reference, counter, trash, versions, companion, times or derived.
        table: The table it speaks of.
        claim: What it says, in words or by the constraint's name.
        query: SQL for the rows that break it.
    """

    kind: str
    table: str
    claim: str
    query: str


@dataclass(frozen=True, slots=True)
class Violation:
    """A rule that does not hold, and how many rows break it."""

    rule: Rule
    rows: int


@dataclass(frozen=True, slots=True)
class Verification:
    """How many rules were asked for, and those that do not hold."""

    rules: int
    violations: tuple[Violation, ...]


def verify(url: str, *, progress: Callable[[Rule], None] = lambda _: None) -> Verification:
    """Ask for every rule of the operational database at `url`. Changes nothing.

    Args:
        url: The operational database.
        progress: Told each rule before it is asked for.

    Raises:
        DatabaseUnreachableError: The database does not answer.
    """
    with connect(url, read_only=True) as connection:
        connection.execute("set local jit = off")
        connection.execute("set local work_mem = '128MB'")
        rules = [Rule(*row) for row in connection.execute(RULES.read_bytes()).fetchall()]
        violations = []
        for rule in rules:
            progress(rule)
            if rows := _count(connection, rule):
                violations.append(Violation(rule, rows))
    return Verification(len(rules), tuple(violations))


def _count(connection: psycopg.Connection, rule: Rule) -> int:
    query = f"select count(*) from ({rule.query}) as broken"  # noqa: S608
    return sum(int(row[0]) for row in connection.execute(query.encode()))
