"""Rules of loading a sheet, one by one. Histories are in test_necc_loader_against_model."""

from collections.abc import Iterator
from datetime import UTC, date, datetime

import psycopg
import pytest

from database.connections import connect
from ingestion.necc import cells
from ingestion.necc.errors import SheetEmptiedError, SheetError
from ingestion.necc.loader import load_daily_sheet
from ingestion.necc.sheet import Basis
from ingestion.necc.zone_register import ZoneRegister
from tests.necc_sheets import (
    MONTH,
    RUN,
    Revision,
    Stored,
    at,
    everything,
    load,
    prices,
    revisions,
    sheet_of,
    store,
)

S, P = Basis.SUGGESTED, Basis.PREVAILING
NAMAKKAL = ("Namakkal", S, 1)


@pytest.fixture
def connection(market: str) -> Iterator[psycopg.Connection]:
    with connect(market, autocommit=True) as connection:
        yield connection


def put(connection: psycopg.Connection, source: str, price: int) -> None:
    """Give Namakkal a price of 1 April from another source than a sheet."""
    zone_id = ZoneRegister.from_database(connection).zone_id("Namakkal")
    with connection.transaction():
        cells.begin(connection)
        connection.execute(
            "insert into incoming_cells values (%s, %s, 'suggested', %s, %s)",
            [zone_id, MONTH, price, source],
        )
        cells.apply_cells(connection, seen_at=at(-1), sheet_id=None)


def quarantine(connection: psycopg.Connection) -> list[tuple[str, str, bool]]:
    rows = connection.execute(
        "select cell_text, reason, resolved_at is null from market.nec_price_quarantine order by 1"
    )
    return [(text, reason, is_open) for text, reason, is_open in rows]


def test_first_fill_is_no_revision_when_sheet_is_new(connection: psycopg.Connection) -> None:
    report = load(connection, {NAMAKKAL: 450, ("Jabalpur", P, 1): 470}, at(0))
    assert report.counts == cells.CellCounts(inserted=2)
    assert prices(connection) == {
        ("Namakkal", "suggested", 1): Stored(450, "scraped", False),
        ("Jabalpur", "prevailing", 1): Stored(470, "scraped", False),
    }
    assert revisions(connection) == []


@pytest.mark.lesson("A05")
def test_zone_in_both_sections_keeps_both_prices_when_sheet_shows_both(
    connection: psycopg.Connection,
) -> None:
    load(connection, {("Jabalpur", S, 1): 450, ("Jabalpur", P, 1): 470}, at(0))
    assert prices(connection) == {
        ("Jabalpur", "suggested", 1): Stored(450, "scraped", False),
        ("Jabalpur", "prevailing", 1): Stored(470, "scraped", False),
    }


@pytest.mark.lesson("A05")
def test_correction_is_taken_with_a_revision_when_price_changes(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 450}, at(0))
    report = load(connection, {NAMAKKAL: 455}, at(1))
    assert report.counts == cells.CellCounts(updated=1)
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(455, "scraped", False)
    assert revisions(connection) == [Revision("Namakkal", "suggested", 1, 450, 455, at(1))]


def test_price_stays_with_a_mark_when_it_vanishes_and_loses_it_when_it_returns(
    connection: psycopg.Connection,
) -> None:
    other = {("Pune", S, 1): 480}
    load(connection, other | {NAMAKKAL: 450}, at(0))
    assert load(connection, other | {NAMAKKAL: None}, at(1)).counts.vanished == 1
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(450, "scraped", True)
    assert load(connection, other | {NAMAKKAL: 450}, at(2)).counts.updated == 1
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(450, "scraped", False)
    assert revisions(connection) == [
        Revision("Namakkal", "suggested", 1, 450, None, at(1)),
        Revision("Namakkal", "suggested", 1, None, 450, at(2)),
    ]


def test_price_vanishes_when_its_row_leaves_the_sheet(connection: psycopg.Connection) -> None:
    load(connection, {("Pune", S, 1): 480, NAMAKKAL: 450}, at(0))
    load(connection, {("Pune", S, 1): 480}, at(1))
    assert prices(connection)["Namakkal", "suggested", 1].is_vanished


def test_imported_price_does_not_vanish_when_no_sheet_ever_showed_it(
    connection: psycopg.Connection,
) -> None:
    put(connection, "imported", 450)
    load(connection, {("Pune", S, 1): 480}, at(0))
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(450, "imported", False)


def test_prices_of_other_months_stay_when_a_sheet_lacks_them(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 450}, at(0))
    load(connection, {("Namakkal", S, 1): 430}, at(1), month=date(2026, 3, 1))
    found = connection.execute(
        "select date, suggested_price, suggested_vanished_at from market.nec_prices order by date"
    )
    assert found.fetchall() == [(date(2026, 3, 1), 430, None), (MONTH, 450, None)]


@pytest.mark.parametrize("text", ["45o", 7, 1001])
def test_price_does_not_vanish_when_its_cell_shows_junk(
    connection: psycopg.Connection, text: str | int
) -> None:
    other = {("Pune", S, 1): 480}
    load(connection, other | {NAMAKKAL: 450}, at(0))
    report = load(connection, other | {NAMAKKAL: text}, at(1))
    assert (report.rejected, report.counts.vanished) == (1, 0)
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(450, "scraped", False)
    assert [row[0] for row in quarantine(connection)] == [str(text)]


@pytest.mark.lesson("A05")
def test_refused_cells_say_why_when_they_are_quarantined(connection: psycopg.Connection) -> None:
    junk = {NAMAKKAL: "45o", ("Pune", S, 1): 99, ("Surat", S, 30): 450, ("Ajmer", S, 1): 100}
    load(connection, junk, at(0))
    assert quarantine(connection) == [
        ("450", "future_day", True),
        ("45o", "not_a_price", True),
        ("99", "out_of_range", True),
    ]
    assert set(prices(connection)) == {("Ajmer", "suggested", 1)}


def test_future_day_is_judged_by_the_day_in_india_when_it_is_past_midnight_there(
    connection: psycopg.Connection,
) -> None:
    evening = datetime(2026, 4, 20, 18, 29, tzinfo=UTC)
    midnight = datetime(2026, 4, 20, 18, 30, tzinfo=UTC)
    cell = {NAMAKKAL: 450, ("Pune", S, 21): 480}
    assert load(connection, cell, evening).rejected == 1
    assert load(connection, cell, midnight).counts.inserted == 1


@pytest.mark.parametrize("later", [450, None])
def test_refused_cell_is_resolved_when_a_later_sheet_is_good_or_empty(
    connection: psycopg.Connection, later: int | None
) -> None:
    other = {("Pune", S, 1): 480}
    load(connection, other | {NAMAKKAL: "45o"}, at(0))
    load(connection, other | {NAMAKKAL: later}, at(1))
    assert quarantine(connection) == [("45o", "not_a_price", False)]
    load(connection, other | {NAMAKKAL: "45o"}, at(2))
    assert quarantine(connection) == [("45o", "not_a_price", True)]


def test_scraped_price_takes_an_imported_cell_over_when_a_sheet_shows_it(
    connection: psycopg.Connection,
) -> None:
    put(connection, "imported", 450)
    load(connection, {NAMAKKAL: 450}, at(0))
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(450, "scraped", False)
    assert revisions(connection) == []


def test_other_scraped_price_is_a_revision_when_cell_was_imported(
    connection: psycopg.Connection,
) -> None:
    put(connection, "imported", 450)
    load(connection, {NAMAKKAL: 455}, at(0))
    assert revisions(connection) == [Revision("Namakkal", "suggested", 1, 450, 455, at(0))]


@pytest.mark.parametrize("shown", [455, None])
def test_manual_price_stays_when_a_sheet_says_otherwise(
    connection: psycopg.Connection, shown: int | None
) -> None:
    put(connection, "manual", 450)
    load(connection, {NAMAKKAL: shown, ("Pune", S, 1): 480}, at(0))
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(450, "manual", False)
    assert revisions(connection) == []


def test_nothing_changes_when_the_same_sheet_is_loaded_again(
    connection: psycopg.Connection,
) -> None:
    sheet = {NAMAKKAL: 450, ("Pune", S, 1): "junk", ("Nowhere", P, 2): 470}
    load(connection, sheet, at(0))
    before = everything(connection)
    report = load(connection, sheet, at(0))
    assert report.counts == cells.CellCounts(unchanged=2)
    assert everything(connection) == before


def test_times_of_a_row_stand_still_when_a_later_sheet_says_the_same(
    connection: psycopg.Connection,
) -> None:
    query = "select first_seen_at, last_changed_at from market.nec_prices"
    for hour, price in enumerate([450, 450, 455, 455]):
        load(connection, {NAMAKKAL: price}, at(hour))
    assert connection.execute(query).fetchall() == [(at(0), at(2))]


def test_older_sheet_changes_nothing_when_a_newer_one_is_loaded(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 455}, at(1))
    before = everything(connection)
    assert load(connection, {NAMAKKAL: 450}, at(0)).is_superseded
    assert everything(connection) == before


def test_sheet_without_prices_is_refused_when_the_month_had_some(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 450}, at(0))
    before = everything(connection)
    with pytest.raises(SheetEmptiedError, match="2026-04 shows no price"):
        load(connection, {NAMAKKAL: None, ("Nowhere", P, 1): None}, at(1))
    assert everything(connection) == before


def test_sheet_without_prices_is_read_when_the_month_never_had_any(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: None}, at(0))
    coverage = "select sheet_month, origin, covered_until from market.nec_coverage"
    assert connection.execute(coverage).fetchall() == [(MONTH, "sheet", date(2026, 4, 20))]


def test_sheet_is_refused_when_two_of_its_rows_are_one_zone(
    connection: psycopg.Connection,
) -> None:
    with pytest.raises(SheetError, match="'Luknow \\(CC\\)', 'Lucknow'"):
        load(connection, {("Luknow (CC)", P, 1): 450, ("Lucknow", P, 1): 451}, at(0))
    assert prices(connection) == {}


def test_sheet_is_refused_when_its_month_has_not_begun(connection: psycopg.Connection) -> None:
    with pytest.raises(SheetError, match="not begun"):
        load(connection, {NAMAKKAL: 450}, at(0), month=date(2026, 5, 1))


def test_coverage_ends_with_the_month_when_the_sheet_was_read_later(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 450}, at(24 * 30))
    coverage = "select covered_until, read_at from market.nec_coverage"
    assert connection.execute(coverage).fetchall() == [(date(2026, 4, 30), at(24 * 30))]


def test_sheet_rows_are_those_of_the_newest_sheet_when_a_zone_leaves(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 450, ("Pune", S, 1): 480}, at(0))
    load(connection, {("Pune", S, 1): 480, ("Pune", S, 2): 481}, at(1))
    rows = connection.execute(
        "select zone.slug, basis, published_days_count, computed_average, is_average_confirmed"
        " from market.nec_sheet_rows inner join market.nec_zones as zone on zone.id = zone_id"
    )
    assert [tuple(map(str, row)) for row in rows] == [("pune", "suggested", "2", "480.50", "True")]


def test_unknown_zone_is_kept_for_review_when_a_sheet_names_it(
    connection: psycopg.Connection,
) -> None:
    report = load(connection, {("  New  Town (CC)", P, 1): 470}, at(0))
    assert report.new_zones == ("New Town (CC)",)
    zone = connection.execute(
        "select name, slug, section, zone_type, is_active, needs_review, sort_order"
        " from market.nec_zones where needs_review"
    )
    assert zone.fetchall() == [
        ("New Town (CC)", "new-town-cc", "prevailing", None, False, True, 38)
    ]
    assert prices(connection) == {("New Town (CC)", "prevailing", 1): Stored(470, "scraped", False)}


@pytest.mark.lesson("A05")
def test_run_log_counts_what_happened_when_a_sheet_is_loaded(
    connection: psycopg.Connection,
) -> None:
    load(connection, {NAMAKKAL: 450, ("Pune", S, 1): 480, ("Surat", S, 1): 460}, at(0))
    load(
        connection,
        {NAMAKKAL: 451, ("Pune", S, 1): 480, ("New", S, 1): 460, ("Ajmer", S, 1): 1},
        at(1),
    )
    log = connection.execute(
        "select status, zones_scraped, prices_inserted, prices_updated, prices_unchanged,"
        " prices_vanished, cells_rejected, zones_added, error_details"
        " from market.nec_scraper_logs order by id"
    )
    assert log.fetchall() == [
        ("success", 3, 3, 0, 0, 0, 0, 0, None),
        ("partial", 4, 1, 1, 1, 1, 1, 1, {"new_zones": ["New"]}),
    ]


def test_nothing_is_left_when_the_database_refuses_the_last_statement(
    connection: psycopg.Connection,
) -> None:
    sheet_id = store(connection, {NAMAKKAL: 450}, at(0), MONTH)
    before = everything(connection)
    connection.execute(
        "create rule refuse as on insert to market.nec_scraper_logs"
        " do instead select 1 / 0 from market.nec_zones"
    )
    try:
        with pytest.raises(psycopg.errors.DivisionByZero):
            load_daily_sheet(connection, sheet_of({NAMAKKAL: 450}), sheet_id, at(0), run=RUN)
    finally:
        connection.execute("drop rule refuse on market.nec_scraper_logs")
    assert everything(connection) == before
