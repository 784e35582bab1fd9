"""The store of page bodies: a body once, each sighting, the same bytes back."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import psycopg
import pytest

from database.connections import connect
from ingestion.necc import raw_sheets
from ingestion.necc.page import FetchedPage
from ingestion.necc.sheet import ReportType
from tests.necc_sheets import MONTH, at


@pytest.fixture
def connection(warehouse: str) -> Iterator[psycopg.Connection]:
    with connect(warehouse, autocommit=True) as connection:
        yield connection


def page(body: bytes, hour: float, month: date = MONTH) -> FetchedPage:
    return FetchedPage(month, ReportType.DAILY, 200, body, at(hour), 12)


def counts(connection: psycopg.Connection) -> tuple[int, int]:
    ((bodies, sightings),) = connection.execute(
        "select (select count(*) from raw.necc_sheets),"
        " (select count(*) from raw.necc_sheet_sightings)"
    )
    return bodies, sightings


@pytest.mark.parametrize("body", [b"", b"\x00\xff" * 9, "₹ “quoted”\r\n".encode() * 2000])
def test_bytes_come_back_as_they_arrived_when_stored(
    connection: psycopg.Connection, body: bytes
) -> None:
    assert raw_sheets.body_of(connection, raw_sheets.store(connection, page(body, 0))) == body


def test_body_is_stored_once_when_it_is_seen_again(connection: psycopg.Connection) -> None:
    first = raw_sheets.store(connection, page(b"sheet", 0))
    assert raw_sheets.store(connection, page(b"sheet", 1)) == first
    assert counts(connection) == (1, 2)
    assert raw_sheets.newest(connection, MONTH) == (first, MONTH, at(1))


def test_same_bytes_are_two_sheets_when_two_months_were_asked_for(
    connection: psycopg.Connection,
) -> None:
    march = date(2026, 3, 1)
    april_sheet = raw_sheets.store(connection, page(b"oops", 0))
    march_sheet = raw_sheets.store(connection, page(b"oops", 1, march))
    assert april_sheet != march_sheet
    assert raw_sheets.stored_months(connection) == [march, MONTH]


def test_body_is_stored_once_when_two_store_it_at_once(
    warehouse: str, connection: psycopg.Connection
) -> None:
    def store(hour: int) -> int:
        with connect(warehouse, autocommit=True) as own:
            return raw_sheets.store(own, page(b"sheet", hour))

    with ThreadPoolExecutor(4) as pool:
        ids = set(pool.map(store, range(8)))
    assert len(ids) == 1
    assert counts(connection) == (1, 8)


def test_sheet_seen_last_is_newest_when_an_old_body_comes_back(
    connection: psycopg.Connection,
) -> None:
    first = raw_sheets.store(connection, page(b"one", 0))
    raw_sheets.store(connection, page(b"two", 1))
    raw_sheets.store(connection, page(b"one", 2))
    newest = raw_sheets.newest(connection, MONTH)
    assert newest is not None
    assert newest.sheet_id == first


def test_unknown_sheet_is_an_error_when_asked_for(connection: psycopg.Connection) -> None:
    assert raw_sheets.newest(connection, MONTH) is None
    with pytest.raises(LookupError, match="no sheet 7"):
        raw_sheets.body_of(connection, 7)
