"""Rows of `market.nec_scraper_logs`: what a run did to one month, or why it failed.

What counts as a failure, and when a row is written, is decided by the callers.
"""

import time
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any, Literal
from uuid import UUID

import psycopg
from psycopg.types.json import Jsonb

from ingestion.necc.cells import CellCounts

Mode = Literal["CRON", "MANUAL"]
Origin = Literal["page", "stored_sheet", "archive", "file"]

WRITE = """
insert into market.nec_scraper_logs (
    execution_id, scraper_mode, source, sheet_month, sheet_id, status, zones_scraped,
    prices_inserted, prices_updated, prices_unchanged, prices_vanished, cells_rejected,
    zones_added, errors_count, error_details, execution_time_ms
) values (
    %(execution_id)s, %(mode)s, %(origin)s, %(month)s, %(sheet_id)s, %(status)s, %(zone_count)s,
    %(inserted)s, %(updated)s, %(unchanged)s, %(vanished)s, %(rejected)s,
    %(zones_added)s, %(errors)s, %(details)s, %(milliseconds)s
)
"""


@dataclass(frozen=True, slots=True)
class RunContext:
    """Which run is at work, on what: the part of a log row that is known before anything happens.

    `started` is seconds on the monotonic clock.
    """

    execution_id: UUID
    origin: Origin
    mode: Mode = "MANUAL"
    month: date | None = None
    started: float = field(default_factory=time.monotonic)


@dataclass(frozen=True, slots=True)
class Outcome:
    """What came of it. `details` name what went wrong; nothing went wrong where they are empty."""

    status: Literal["success", "partial", "failed"]
    sheet_id: int | None = None
    zone_count: int = 0
    counts: CellCounts = field(default_factory=CellCounts)
    rejected: int = 0
    zones_added: int = 0
    errors: int = 0
    details: Mapping[str, Any] = field(default_factory=dict)


def write_log(connection: psycopg.Connection, run: RunContext, outcome: Outcome) -> None:
    """Add a row to the log; prices that a stronger source kept count as unchanged."""
    counts = outcome.counts
    connection.execute(
        WRITE,
        {
            "execution_id": run.execution_id,
            "mode": run.mode,
            "origin": run.origin,
            "month": run.month,
            "sheet_id": outcome.sheet_id,
            "status": outcome.status,
            "zone_count": outcome.zone_count,
            "inserted": counts.inserted,
            "updated": counts.updated,
            "unchanged": counts.unchanged + counts.kept,
            "vanished": counts.vanished,
            "rejected": outcome.rejected,
            "zones_added": outcome.zones_added,
            "errors": outcome.errors,
            "details": Jsonb(outcome.details) if outcome.details else None,
            "milliseconds": round((time.monotonic() - run.started) * 1000),
        },
    )
