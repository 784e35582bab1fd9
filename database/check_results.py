"""What a check found, and its way into `quality.results`. How it was found is its tool's."""

import subprocess
from collections.abc import Iterable
from dataclasses import dataclass, fields
from datetime import datetime
from functools import lru_cache
from importlib.metadata import version
from typing import Any, Literal
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from database.check_retention import apply_retention
from database.settings import PROJECT_ROOT

Severity = Literal["error", "warning"]
Status = Literal["passed", "failed", "errored", "skipped"]


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckResult:
    """A row of `quality.results`. Key: run_id, check_name.

    Attributes:
        run_id: The run; all results of one call share it.
        check_name: Stable name of the check.
        tool: Who looked: great_expectations, dbt, reconciliation, freshness or profile.
        suite: The suite the check belongs to.
        schema_name: Schema of the table it speaks about.
        table_name: That table, without its schema.
        owner: Who is asked when it fails.
        severity: error stops what is downstream, warning tells.
        status: errored: the check itself broke; skipped: its table is not there yet.
        message: What was found, in a sentence.
        rows_checked: Rows that were looked at; none if it never came to that.
        rows_failing: Rows of those that break the rule, all of them counted.
        samples: The first failing rows by key, as JSON objects.
        query: SQL that returns the failing rows; kept only where it returns any.
        seconds: Time the check took; checks answered by one scan share its time evenly.
        code_version: Commit or release of the rules.
        instant: The instant of the data; prices: India midnight of the last published day.
        checked_at: When the verdicts were there, the same for a whole run.
        module: Prefix of the table's module; empty where it has none.
        kind: What sort of rule it is.
    """

    run_id: UUID
    check_name: str
    tool: str
    suite: str
    schema_name: str
    table_name: str
    owner: str
    severity: Severity
    status: Status
    message: str
    rows_checked: int | None
    rows_failing: int | None
    samples: list[dict[str, Any]]
    query: str
    seconds: float
    code_version: str
    instant: datetime | None
    checked_at: datetime
    module: str = ""
    kind: str = ""

    @property
    def is_bad(self) -> bool:
        """Whether the rule is broken, or could not be checked."""
        return self.status in ("failed", "errored")

    @property
    def is_blocking(self) -> bool:
        """Whether nothing downstream may run."""
        return self.is_bad and self.severity == "error"


def has_blocking_failure(results: Iterable[CheckResult]) -> bool:
    """Return whether any result stops what is downstream."""
    return any(result.is_blocking for result in results)


def record(connection: psycopg.Connection, results: Iterable[CheckResult]) -> None:
    """Write results into `quality.results`, all or none; apply how long they stay there."""
    names = [field.name for field in fields(CheckResult)]
    places = ", ".join(f"%({name})s" for name in names)
    statement = f"insert into quality.results ({', '.join(names)}) values ({places})"  # noqa: S608
    rows = [
        {name: getattr(result, name) for name in names}
        | {"samples": Jsonb(result.samples), "query": result.query if result.is_bad else None}
        for result in results
    ]
    with connection.transaction(), connection.cursor() as cursor:
        cursor.executemany(statement.encode(), rows)
        apply_retention(connection)


@lru_cache(maxsize=1)
def code_version() -> str:
    """Return the commit of the checkout, `-dirty` if it was edited; else the package's version."""
    command = ["git", "-C", str(PROJECT_ROOT), "describe", "--always", "--dirty", "--abbrev=12"]
    try:
        described = subprocess.run(command, check=True, capture_output=True, text=True)
    except (OSError, subprocess.CalledProcessError):
        return version("poultryco")
    return described.stdout.strip()
