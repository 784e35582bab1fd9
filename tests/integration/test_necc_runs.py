"""Runs over months against the stand-in page: what fails, what goes on, what is asked again."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import UUID

import psycopg
import pytest

from database.connections import connect
from ingestion.necc import raw_sheets
from ingestion.necc.errors import PageUnavailableError, SheetEmptiedError, SheetError
from ingestion.necc.page import PageClient
from ingestion.necc.run_report import MonthReport, MonthsFailedError, MonthStatus
from ingestion.necc.runs import read_months, reload_stored
from ingestion.necc.sheet import Basis
from tests.necc_faults import Fault
from tests.necc_page import NeccPageServer
from tests.necc_prices import real_prices
from tests.necc_sheets import everything

FEBRUARY, MARCH, JULY = date(2020, 2, 1), date(2020, 3, 1), date(2020, 7, 1)
MONTHS = [FEBRUARY, MARCH, JULY]
S = Basis.SUGGESTED
NAMAKKAL = ("Namakkal", S, date(2020, 3, 5))


@pytest.fixture
def page() -> Iterator[NeccPageServer]:
    with NeccPageServer(real_prices()) as page:
        yield page


@pytest.fixture
def client(page: NeccPageServer) -> Iterator[PageClient]:
    with PageClient(page.url, min_interval_seconds=0, retries=0) as client:
        yield client


@pytest.fixture
def connection(market: str) -> Iterator[psycopg.Connection]:
    with connect(market, autocommit=True) as connection:
        yield connection


def months_asked(page: NeccPageServer) -> list[date]:
    return [date(int(r.form["ddlYear"]), int(r.form["ddlMonth"]), 1) for r in page.requests]


def log(connection: psycopg.Connection) -> list[tuple[Any, ...]]:
    return connection.execute(
        "select source, sheet_month, status, error_details ->> 'error'"
        " from market.nec_scraper_logs order by id"
    ).fetchall()


def test_market_holds_what_the_page_shows_when_months_are_read(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    report = read_months(market, client, MONTHS, execution_id=UUID(int=7), mode="CRON")
    expected = {
        (name, basis.value, day, price)
        for (name, basis, day), price in real_prices().items()
        if day.replace(day=1) in MONTHS
    }
    found = connection.execute(
        "select name, basis, date, price from market.nec_prices"
        " inner join market.nec_zones as zone on zone.id = zone_id"
        " cross join lateral (values ('suggested', suggested_price),"
        " ('prevailing', prevailing_price)) as cell (basis, price) where price is not null"
    )
    assert set(found) == expected
    assert report.is_complete
    assert months_asked(page) == MONTHS
    runs = connection.execute(
        "select distinct execution_id, scraper_mode from market.nec_scraper_logs"
    )
    assert runs.fetchall() == [(UUID(int=7), "CRON")]
    averages = connection.execute(
        "select bool_and(is_average_confirmed) from market.nec_sheet_rows"
    )
    assert averages.fetchall() == [(True,)]


def test_market_is_the_same_when_months_are_read_again(
    market: str, client: PageClient, connection: psycopg.Connection
) -> None:
    read_months(market, client, MONTHS)
    prices = everything(connection)["prices"]
    report = read_months(market, client, MONTHS)
    assert everything(connection)["prices"] == prices
    assert {load.counts.updated + load.counts.inserted for load in report.loads} == {0}
    assert connection.execute("select count(*) from raw.necc_sheets").fetchall() == [(3,)]
    assert connection.execute("select count(*) from raw.necc_sheet_sightings").fetchall() == [(6,)]


@pytest.mark.parametrize(
    "fault", [Fault.WRONG_MONTH, Fault.CHANGED_LAYOUT, Fault.CUT_BODY, Fault.LOGIN_PAGE,
              Fault.BINARY_JUNK],
)  # fmt: skip
def test_run_goes_on_and_keeps_what_came_when_a_month_is_no_sheet(
    market: str,
    page: NeccPageServer,
    client: PageClient,
    connection: psycopg.Connection,
    fault: Fault,
) -> None:
    page.break_with(fault, month=MARCH)
    report = read_months(market, client, MONTHS)
    assert [each.status for each in report.months] == ["loaded", "failed", "loaded"]
    assert log(connection)[1] == ("page", MARCH, "failed", "SheetError")
    kept = connection.execute(
        "select sheet_month, count(*) from raw.necc_sheets group by 1 order by 1"
    )
    assert kept.fetchall() == [(month, 1) for month in MONTHS]
    months = connection.execute(
        "select distinct date_trunc('month', date)::date from market.nec_prices"
    )
    assert {month for (month,) in months} == {FEBRUARY, JULY}
    with pytest.raises(SheetError):
        report.raise_if_failed()


def test_failed_log_names_the_stored_sheet_when_it_cannot_be_parsed(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    page.break_with(Fault.LOGIN_PAGE)
    read_months(market, client, [MARCH])
    details = connection.execute(
        "select sheet.sheet_id, array(select jsonb_object_keys(error_details) order by 1)"
        " from market.nec_scraper_logs inner join raw.necc_sheets as sheet using (sheet_id)"
    )
    assert details.fetchall()[0][1] == ["error", "expected", "found", "remedy", "what"]


def test_nothing_but_raw_and_the_log_changes_when_a_month_lost_its_prices(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    read_months(market, client, MONTHS)
    before = everything(connection)
    page.break_with(Fault.ALL_DASHES, month=MARCH)
    report = read_months(market, client, [MARCH])
    assert everything(connection) == before
    with pytest.raises(SheetEmptiedError):
        report.raise_if_failed()


@pytest.mark.parametrize("fault", [Fault.SERVER_ERROR, Fault.DROPPED_CONNECTION])
def test_run_ends_and_names_what_is_left_when_the_page_is_away(
    market: str,
    page: NeccPageServer,
    client: PageClient,
    connection: psycopg.Connection,
    fault: Fault,
) -> None:
    page.break_with(fault, month=MARCH)
    report = read_months(market, client, MONTHS)
    assert months_asked(page) == [FEBRUARY, MARCH]
    assert report.left == (JULY,)
    assert [row[1:] for row in log(connection)] == [
        (FEBRUARY, "success", None),
        (MARCH, "failed", "PageUnavailableError"),
    ]
    with pytest.raises(PageUnavailableError):
        report.raise_if_failed()


def test_failures_are_told_together_when_there_are_several(
    market: str, page: NeccPageServer, client: PageClient
) -> None:
    page.break_with(Fault.LOGIN_PAGE, month=FEBRUARY)
    page.break_with(Fault.FORBIDDEN, month=MARCH)
    report = read_months(market, client, MONTHS)
    assert len(report.failed) == 2
    with pytest.raises(MonthsFailedError, match="2 of 3 months"):
        report.raise_if_failed()


def test_finished_months_are_not_asked_for_when_a_run_resumes(
    market: str, page: NeccPageServer, client: PageClient
) -> None:
    page.break_with(Fault.LOGIN_PAGE, month=MARCH, times=1)
    read_months(market, client, MONTHS)
    report = read_months(market, client, MONTHS, resume=True)
    assert months_asked(page) == [*MONTHS, MARCH]
    assert [each.status for each in report.months] == ["skipped", "loaded", "skipped"]
    assert report.is_complete


def test_month_is_asked_for_again_on_resuming_when_its_sheet_was_read_before_its_end(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    read_months(market, client, MONTHS)
    connection.execute(
        "update market.nec_coverage set read_at = '2020-03-31 12:00+05:30' where sheet_month = %s",
        [MARCH],
    )
    read_months(market, client, MONTHS, resume=True)
    assert months_asked(page)[3:] == [MARCH]


def test_month_is_asked_for_again_on_resuming_when_its_sheet_had_no_price(
    market: str, page: NeccPageServer, client: PageClient
) -> None:
    page.break_with(Fault.ALL_DASHES, month=MARCH, times=1)
    read_months(market, client, MONTHS)
    read_months(market, client, MONTHS, resume=True)
    assert months_asked(page)[3:] == [MARCH]


def test_run_ends_between_months_when_it_is_asked_to_stop(
    market: str, page: NeccPageServer, client: PageClient
) -> None:
    seen: list[MonthReport] = []
    report = read_months(market, client, MONTHS, progress=seen.append, stop=lambda: len(seen) == 1)
    assert months_asked(page) == [FEBRUARY]
    assert (report.left, report.is_complete) == ((MARCH, JULY), False)
    assert seen == list(report.months)


def test_correction_is_a_revision_when_the_page_is_read_again(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    old = real_prices()[NAMAKKAL]
    read_months(market, client, [MARCH])
    page.set_price(*NAMAKKAL, price=old + 5)
    read_months(market, client, [MARCH])
    found = connection.execute(
        "select old_price, new_price, sheet_id = (select max(sheet_id) from raw.necc_sheets)"
        " from market.nec_price_revisions"
    )
    assert found.fetchall() == [(old, old + 5, True)]


def test_reload_brings_in_what_was_stored_when_a_run_died_before_loading(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    raw_sheets.store(connection, client.fetch(FEBRUARY))
    report = reload_stored(market)
    assert report.loads[0].counts.inserted > 900
    assert len(page.requests) == 1
    assert log(connection) == [("stored_sheet", FEBRUARY, "success", None)]


def test_reload_does_not_undo_newer_sheets_when_older_ones_are_stored_too(
    market: str, page: NeccPageServer, client: PageClient, connection: psycopg.Connection
) -> None:
    read_months(market, client, [MARCH])
    page.set_price(*NAMAKKAL, price=None)
    read_months(market, client, [MARCH])
    before = everything(connection)["prices"], everything(connection)["revisions"]
    assert reload_stored(market, [MARCH]).is_complete
    assert [row[0] for row in log(connection)] == ["page", "page", "stored_sheet"]
    assert (everything(connection)["prices"], everything(connection)["revisions"]) == before


def test_reload_says_what_is_wrong_when_the_newest_stored_sheet_is_none(
    market: str, page: NeccPageServer, client: PageClient
) -> None:
    read_months(market, client, [MARCH])
    page.break_with(Fault.LOGIN_PAGE, times=1)
    read_months(market, client, [MARCH])
    assert reload_stored(market).months[0].status is MonthStatus.FAILED
    read_months(market, client, [MARCH])
    assert reload_stored(market).is_complete
