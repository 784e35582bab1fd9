"""Histories nobody thought of: the loader against a model of it in plain Python."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, suppress
from datetime import datetime
from typing import Any

import psycopg
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from database.connections import connect
from ingestion.necc import cells
from ingestion.necc.errors import SheetEmptiedError
from ingestion.necc.sheet import Basis
from ingestion.necc.zone_register import ZoneRegister
from tests.databases import empty_tables
from tests.necc_model import Model
from tests.necc_sheets import MONTH, Cells, at, load, prices, revisions

ZONES = ("Namakkal", "Jabalpur")
CELLS = [(zone, basis, day) for zone in ZONES for basis in Basis for day in (1, 2)]

values = st.sampled_from([None, 100, 450, 451, 1000, 7, "45o"])
sheets = st.fixed_dictionaries(dict.fromkeys(CELLS, values))
by_hand = st.dictionaries(st.sampled_from(CELLS), st.sampled_from([450, 451]), max_size=3)
events = st.one_of(
    st.tuples(st.just("scraped"), sheets),
    st.tuples(st.just("scraped"), sheets),
    st.tuples(st.sampled_from(["imported", "manual"]), by_hand),
)
histories = st.lists(events, min_size=1, max_size=6)


@pytest.fixture(scope="module")
def register(worker_warehouse: str) -> Iterator[str]:
    """URL of a warehouse with the zone register, for many examples to fill and empty again."""
    from ingestion.necc.zones import load_zones

    with connect(worker_warehouse) as connection:
        load_zones(connection)
    yield worker_warehouse
    empty_tables(worker_warehouse)


def apply(connection: psycopg.Connection, source: str, given_cells: Cells, when: datetime) -> None:
    """Let one event of a history happen."""
    if source == "scraped":
        with suppress(SheetEmptiedError):
            load(connection, given_cells, when)
        return
    zones = ZoneRegister.from_database(connection)
    with connection.transaction():
        cells.begin(connection)
        for (zone, basis, day), price in given_cells.items():
            connection.execute(
                "insert into incoming_cells values (%s, %s, %s, %s, %s)",
                [zones.zone_id(zone), MONTH.replace(day=day), basis.value, price, source],
            )
        cells.apply_cells(connection, seen_at=when, sheet_id=None)


def model_of(history: list[tuple[str, Cells]]) -> Model:
    """Return what must be there after a history, one event an hour."""
    model = Model()
    for hour, (source, given_cells) in enumerate(history):
        if source == "scraped":
            model.load(given_cells, at(hour))
        else:
            model.put(given_cells, source, at(hour))
    return model


def assert_agrees(connection: psycopg.Connection, model: Model) -> None:
    """Compare everything the model knows of."""
    assert prices(connection) == model.prices
    found = revisions(connection)
    assert set(found) == model.revisions
    assert len(found) == len(model.revisions)
    assert {row[:4] for row in rows(connection, OPEN_JUNK)} == {
        (*key, text) for key, text in model.open_junk
    }
    assert dict(rows(connection, CHANGED)) == {
        f"{zone} {day}": when for (zone, day), when in model.changed_at.items()
    }


OPEN_JUNK = """
select zone.name, basis, extract(day from date)::int, cell_text
from market.nec_price_quarantine inner join market.nec_zones as zone on zone.id = zone_id
where resolved_at is null
"""
CHANGED = """
select zone.name || ' ' || day_of_month, last_changed_at
from market.nec_prices inner join market.nec_zones as zone on zone.id = zone_id
"""


def rows(connection: psycopg.Connection, query: str) -> list[tuple[Any, ...]]:
    return connection.execute(query).fetchall()


@contextmanager
def undone(url: str) -> Iterator[psycopg.Connection]:
    """Yield a connection whose changes are gone afterwards."""
    with connect(url) as connection:
        connection.execute("select 1")
        yield connection
        connection.rollback()


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories)
def test_market_agrees_with_model_when_sheets_come_in_order(
    register: str, history: list[tuple[str, Cells]]
) -> None:
    with undone(register) as connection:
        for hour, (source, given_cells) in enumerate(history):
            apply(connection, source, given_cells, at(hour))
        assert_agrees(connection, model_of(history))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories)
def test_market_agrees_with_model_when_every_event_comes_twice(
    register: str, history: list[tuple[str, Cells]]
) -> None:
    with undone(register) as connection:
        for hour, (source, given_cells) in enumerate(history):
            apply(connection, source, given_cells, at(hour))
            apply(connection, source, given_cells, at(hour))
        assert_agrees(connection, model_of(history))


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(history=histories)
def test_market_agrees_with_model_when_two_load_each_event_at_once(
    register: str, history: list[tuple[str, Cells]]
) -> None:
    with ThreadPoolExecutor(2) as two, connect(register, autocommit=True) as observer:
        for hour, (source, given_cells) in enumerate(history):

            def once(_: int, hour: int = hour, event: Any = (source, given_cells)) -> None:
                with connect(register) as connection:
                    apply(connection, *event, at(hour))

            list(two.map(once, range(2)))
        try:
            assert_agrees(observer, model_of(history))
        finally:
            observer.execute(
                "truncate market.nec_prices, market.nec_price_revisions, market.nec_coverage,"
                " market.nec_price_quarantine, market.nec_sheet_rows, market.nec_scraper_logs,"
                " raw.necc_sheets, raw.necc_sheet_sightings"
            )
