"""What tests of alerts share: settings, what breaks, results of checks, incidents as kept."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

from pydantic import SecretStr

from database.check_results import CheckResult, Severity, Status, record
from database.connections import connect
from database.settings import Settings
from orchestration.alerts import FailedStep
from tests.dagster_runs import settings_for

BROKEN = [FailedStep("necc_prices", "the layout changed")]


def incidents(url: str) -> list[tuple[Any, ...]]:
    with connect(url) as connection:
        return connection.execute(
            "select incident_key, occurrences, closed_at is null"
            " from quality.incidents order by incident_id"
        ).fetchall()


def with_channels(url: str, *addresses: str) -> Settings:
    return settings_for(url, alert_urls=SecretStr(" ".join(addresses)))


def found(
    url: str, owner: str, status: Status, *names: str, severity: Severity = "warning"
) -> None:
    """Record what checks of an owner found just now."""
    shared: dict[str, Any] = {
        "run_id": uuid4(),
        "tool": "great_expectations",
        "suite": "core",
        "schema_name": "core",
        "table_name": "soc_posts",
        "owner": owner,
        "severity": severity,
        "status": status,
        "message": "3 of 40 rows break the rule",
        "rows_checked": 40,
        "rows_failing": 3,
        "samples": [],
        "query": "",
        "seconds": 0.0,
        "code_version": "test",
        "instant": None,
        "checked_at": datetime.now(UTC),
    }
    with connect(url) as connection:
        record(connection, [CheckResult(check_name=name, **shared) for name in names])


@contextmanager
def full_disk(url: str, table: str) -> Iterator[None]:
    """Let the server refuse rows of a table as it does when its disk is full."""
    with connect(url) as connection:
        connection.execute(
            f"create function public.refuse_{table}() returns trigger language plpgsql as $$"
            " begin raise exception 'no space left: hunter2' using errcode = 'disk_full'; end $$;"
            f" create trigger refuse_{table} before insert on quality.{table}"
            f" for each statement execute function public.refuse_{table}()".encode()
        )
    try:
        yield
    finally:
        with connect(url) as connection:
            connection.execute(f"drop function public.refuse_{table} cascade".encode())
