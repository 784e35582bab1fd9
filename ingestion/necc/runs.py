"""Runs over months: ask the page, store what came, parse it, load it, go on.

A run is the same whoever starts it: the command line, Dagster, a test. One month at a time,
each complete by itself, so that a run that was stopped or killed at any point leaves whole
months behind and the next one goes on. Rules about prices are in `loader` and `cells`.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import date
from typing import Protocol
from uuid import UUID, uuid4

import psycopg

from database.connections import connect
from database.errors import PlatformError
from ingestion.necc import raw_sheets
from ingestion.necc.calendar import IST, last_of_month
from ingestion.necc.errors import NeccError
from ingestion.necc.loader import LoadReport, load_daily_sheet
from ingestion.necc.page import FetchedPage
from ingestion.necc.raw_sheets import StoredSheet
from ingestion.necc.run_log import Mode, Origin, Outcome, RunContext, write_log
from ingestion.necc.run_report import MonthReport, MonthStatus, RunReport
from ingestion.necc.sheet_parser import parse_daily_sheet

# A sheet without a single price says nothing about a month that is over: it is asked again.
COVERAGE = """
select coverage.sheet_month, coverage.covered_until, coverage.read_at
from market.nec_coverage as coverage
where
    coverage.origin = 'sheet'
    and exists (
        select from market.nec_sheet_rows as sheet_row
        where sheet_row.sheet_month = coverage.sheet_month and sheet_row.published_days_count > 0
    )
"""
LAST_LOADED = "select read_at from market.nec_coverage where sheet_month = %s and origin = 'sheet'"


class Page(Protocol):
    """Whoever answers for the page: `page.PageClient`."""

    def fetch(self, month: date) -> FetchedPage:
        """Return the daily sheet of a month as it is now."""


def _never() -> bool:
    return False


def read_months(
    url: str,
    client: Page,
    months: Iterable[date],
    *,
    mode: Mode = "MANUAL",
    execution_id: UUID | None = None,
    progress: Callable[[MonthReport], None] | None = None,
    resume: bool = False,
    stop: Callable[[], bool] = _never,
) -> RunReport:
    """Read months from the page: one request each, stored, parsed, loaded, logged.

    A month that fails for good is logged and the run goes on; where the page is away the run
    ends, so that it is not asked two hundred times in vain. Neither raises: see
    `RunReport.raise_if_failed`.

    Args:
        url: The warehouse.
        client: The page.
        months: First days of the months to read.
        mode: Who started it, for the log.
        execution_id: Id of the run in the log; a new one if not given.
        progress: Called after each month.
        resume: Skip each month that was read to its end after it was over.
        stop: Asked before each month; the run ends when it says yes.

    Raises:
        DatabaseUnreachableError: The warehouse does not answer.
    """
    with closing(connect(url, autocommit=True)) as connection:
        done = _finished_months(connection) if resume else frozenset()

        def read(month: date, run: RunContext) -> LoadReport | None:
            return None if month in done else _fetch_and_load(connection, client, month, run)

        walk = _Walk(connection, execution_id or uuid4(), mode, "page", progress, stop)
        return walk.over(list(months), read)


def reload_stored(
    url: str,
    months: Iterable[date] | None = None,
    *,
    mode: Mode = "MANUAL",
    execution_id: UUID | None = None,
    progress: Callable[[MonthReport], None] | None = None,
    stop: Callable[[], bool] = _never,
) -> RunReport:
    """Parse stored sheets again and load them, without a request.

    Replays each month from the sheet that was loaded last, in the order the sheets were seen:
    what a run stored and was killed before loading comes in, a parser that has learned
    something applies, and no older sheet undoes a newer one. Arguments as in `read_months`;
    without months, every month there is a sheet of.
    """
    with closing(connect(url, autocommit=True)) as connection:

        def replay(month: date, run: RunContext) -> LoadReport | None:
            return _replay(connection, _sheets_to_replay(connection, month), run)

        if months is None:
            months = raw_sheets.stored_months(connection)
        walk = _Walk(connection, execution_id or uuid4(), mode, "stored_sheet", progress, stop)
        return walk.over(list(months), replay)


@dataclass(frozen=True, slots=True)
class _Walk:
    """Goes over months, whatever is done to each."""

    connection: psycopg.Connection
    execution_id: UUID
    mode: Mode
    origin: Origin
    progress: Callable[[MonthReport], None] | None
    stop: Callable[[], bool]

    def over(
        self, months: Sequence[date], read: Callable[[date, RunContext], LoadReport | None]
    ) -> RunReport:
        reports: list[MonthReport] = []
        for month in months:
            if self.stop() or (reports and _page_is_away(reports[-1])):
                break
            reports.append(self._report(month, read))
            if self.progress is not None:
                self.progress(reports[-1])
        return RunReport(self.execution_id, tuple(reports), tuple(months[len(reports) :]))

    def _report(
        self, month: date, read: Callable[[date, RunContext], LoadReport | None]
    ) -> MonthReport:
        run = RunContext(self.execution_id, self.origin, self.mode, month)
        try:
            load = read(month, run)
        except PlatformError as error:
            return MonthReport(month, MonthStatus.FAILED, error=error)
        status = MonthStatus.SKIPPED if load is None else MonthStatus.LOADED
        return MonthReport(month, status, load)


def _fetch_and_load(
    connection: psycopg.Connection, client: Page, month: date, run: RunContext
) -> LoadReport:
    with _failure_logged(connection, run):
        page = client.fetch(month)
    sheet_id = raw_sheets.store(connection, page)
    return _parse_and_load(connection, StoredSheet(sheet_id, month, page.fetched_at), run)


def _parse_and_load(
    connection: psycopg.Connection, stored: StoredSheet, run: RunContext
) -> LoadReport:
    """Load what can be read back from the store, so that a reload can do the same."""
    with _failure_logged(connection, run, stored.sheet_id):
        sheet = parse_daily_sheet(raw_sheets.body_of(connection, stored.sheet_id), stored.month)
        return load_daily_sheet(connection, sheet, stored.sheet_id, stored.seen_at, run=run)


def _replay(
    connection: psycopg.Connection, sheets: Sequence[StoredSheet], run: RunContext
) -> LoadReport | None:
    """Load sheets in order; only the last one's failure is the month's, as it says what is now."""
    report = None
    for stored in sheets:
        try:
            report = _parse_and_load(connection, stored, run)
        except NeccError:
            if stored is sheets[-1]:
                raise
    return report


@contextmanager
def _failure_logged(
    connection: psycopg.Connection, run: RunContext, sheet_id: int | None = None
) -> Iterator[None]:
    try:
        yield
    except (PlatformError, psycopg.Error) as error:
        if not connection.closed:
            write_log(connection, run, _failure(error, sheet_id))
        raise


def _finished_months(connection: psycopg.Connection) -> frozenset[date]:
    return frozenset(
        month
        for month, covered_until, read_at in connection.execute(COVERAGE)
        if read_at.astimezone(IST).date() > covered_until == last_of_month(month)
    )


def _sheets_to_replay(connection: psycopg.Connection, month: date) -> list[StoredSheet]:
    loaded = connection.execute(LAST_LOADED, [month]).fetchone()
    return [
        stored
        for stored in raw_sheets.sightings(connection, month)
        if loaded is None or stored.seen_at >= loaded[0]
    ]


def _page_is_away(report: MonthReport) -> bool:
    return report.error is not None and report.error.is_transient


def _failure(error: PlatformError | psycopg.Error, sheet_id: int | None) -> Outcome:
    details = {"error": type(error).__name__, "what": str(error)}
    if isinstance(error, PlatformError):
        details |= {
            "what": error.what,
            "expected": error.expected,
            "found": error.found,
            "remedy": error.remedy,
        }
    return Outcome(status="failed", sheet_id=sheet_id, errors=1, details=details)
