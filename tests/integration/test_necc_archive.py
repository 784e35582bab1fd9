"""Importing the archive: all of it, once, and never over something better."""

from collections.abc import Callable
from datetime import date

from database.connections import connect
from ingestion.necc.archive import import_archive, read_archive
from ingestion.necc.cells import CellCounts
from ingestion.necc.sheet import Basis
from ingestion.necc.zone_register import ZoneRegister
from tests.necc_sheets import at, everything, load, revisions

IMPORTED_CELLS = """
select date, zone_id, basis, price, is_in_imputed_month
from market.nec_prices
cross join lateral (values ('suggested', suggested_price), ('prevailing', prevailing_price))
    as cell (basis, price)
where price is not null
"""


def test_market_holds_the_archive_cell_by_cell_when_it_is_imported(
    copy_database: Callable[[str], str], archive_template: str
) -> None:
    with connect(copy_database(archive_template)) as connection:
        register = ZoneRegister.from_database(connection)
        expected = {
            (row.date, register.zone_id(row.zone_name), row.basis.value, row.price,
             row.source.is_imputed_month)
            for row in read_archive()
        }  # fmt: skip
        assert set(connection.execute(IMPORTED_CELLS)) == expected
        assert revisions(connection) == []
        sources = connection.execute("select distinct source from market.nec_prices")
        assert sources.fetchall() == [("imported",)]


def test_coverage_is_claimed_by_month_when_the_archive_is_imported(
    copy_database: Callable[[str], str], archive_template: str
) -> None:
    with connect(copy_database(archive_template)) as connection:
        found = connection.execute(
            "select sheet_month, covered_until from market.nec_coverage"
            " where origin = 'archive' order by sheet_month"
        ).fetchall()
    assert len(found) == 124
    assert found[1] == (date(2016, 2, 1), date(2016, 2, 29))
    assert found[-1] == (date(2026, 4, 1), date(2026, 4, 7))


def test_nothing_changes_when_the_archive_is_imported_again(
    copy_database: Callable[[str], str], archive_template: str
) -> None:
    with connect(copy_database(archive_template)) as connection:
        before = everything(connection)
        report = import_archive(connection)
        assert report.counts == CellCounts(unchanged=121_761)
        assert everything(connection) == before


def test_archive_leaves_a_price_alone_when_a_sheet_gave_it(market: str) -> None:
    with connect(market, autocommit=True) as connection:
        day = ("Namakkal", Basis.SUGGESTED, 1)
        load(connection, {day: 999}, at(0), month=date(2016, 1, 1))
        report = import_archive(connection)
        assert (report.counts.kept, report.counts.inserted) == (1, 121_760)
        found = connection.execute(
            "select suggested_price, source from market.nec_prices"
            " where zone_id = %s and date = %s",
            [ZoneRegister.from_database(connection).zone_id("Namakkal"), date(2016, 1, 1)],
        )
        assert found.fetchall() == [(999, "scraped")]
        assert revisions(connection) == []


def test_imputed_mark_goes_when_a_sheet_gives_the_price_itself(
    copy_database: Callable[[str], str], archive_template: str
) -> None:
    marked = (
        "select stored.date, name, suggested_price from market.nec_prices as stored"
        " inner join market.nec_zones as zone on zone.id = zone_id"
        " where is_in_imputed_month and suggested_price is not null order by date limit 1"
    )
    with connect(copy_database(archive_template), autocommit=True) as connection:
        ((day, zone, price),) = connection.execute(marked).fetchall()
        cell = {(zone, Basis.SUGGESTED, day.day): price}
        load(connection, cell, at(0), month=day.replace(day=1))
        assert connection.execute(marked).fetchall()[0][:2] != (day, zone)
        assert revisions(connection) == []
        assert import_archive(connection).counts == CellCounts(unchanged=121_761)
