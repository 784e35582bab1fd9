"""Importing a person's file: whole or not at all."""

import csv
import gzip
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

from database.connections import connect
from ingestion.necc.archive import read_archive
from ingestion.necc.cells import CellCounts
from ingestion.necc.price_files import PriceFileError, import_file
from ingestion.necc.sheet import Basis
from tests.necc_sheets import Stored, at, everything, load, prices, revisions

HEADER = "date,zone_name,price_type,price_inr_per_100_eggs\n"
GOOD = "2026-04-01,Namakkal,suggested,450\n"


@pytest.fixture
def connection(market: str) -> Iterator[psycopg.Connection]:
    with connect(market, autocommit=True) as connection:
        yield connection


@pytest.fixture
def write(tmp_path: Path) -> Callable[[str | bytes], Path]:
    """Function from a content to the path of a file with it."""

    def write(content: str | bytes) -> Path:
        path = tmp_path / "prices.csv"
        path.write_bytes(content if isinstance(content, bytes) else content.encode())
        return path

    return write


type_of_write = Callable[[str | bytes], Path]


@pytest.mark.parametrize(
    "content",
    [
        HEADER + GOOD,
        gzip.compress((HEADER + GOOD).encode()),
        "\ufeff" + (HEADER + GOOD).replace("\n", "\r\n"),
        HEADER.replace("\n", ",source\n") + GOOD.replace("\n", ",somewhere\n"),
    ],
    ids=["plain", "gzipped", "from a spreadsheet", "with sources"],
)
def test_prices_come_in_as_imported_when_the_file_is_good(
    connection: psycopg.Connection, write: type_of_write, content: str | bytes
) -> None:
    report = import_file(connection, write(content))
    assert report.counts == CellCounts(inserted=1)
    assert prices(connection) == {("Namakkal", "suggested", 1): Stored(450, "imported", False)}
    assert connection.execute("select from market.nec_coverage").fetchall() == []
    log = connection.execute("select source, status, prices_inserted from market.nec_scraper_logs")
    assert log.fetchall() == [("file", "success", 1)]


@pytest.mark.parametrize(
    ("line", "fault"),
    [
        ("2026-04-31,Pune,suggested,450", "line 3: '2026-04-31' is no date"),
        ("20260401,Pune,suggested,450", "line 3: '20260401' is no date"),
        ("2008-12-31,Pune,suggested,450", "line 3: 2008-12-31 is not between 2009-01-01"),
        ("2999-01-01,Pune,suggested,450", "line 3: 2999-01-01 is not between"),
        ("2026-04-01,,suggested,450", "line 3: zone_name is empty"),
        ("2026-04-01,Pune,retail,450", "line 3: price_type is 'retail'"),
        ("2026-04-01,Pune,suggested,450.0", "line 3: '450.0' is no whole number"),
        ("2026-04-01,Pune,suggested,1001", "line 3: '1001' is no whole number between 100"),
        ("2026-04-01,Pune,suggested", "line 3: price_inr_per_100_eggs is empty"),
        ("2026-04-01,Pune,suggested,450,x,y", "line 3: it has more cells than the header"),
        (
            "2026-04-01, NAMAKKAL ,suggested,451",
            "line 3: the same day, zone and price type as line 2",
        ),
    ],
)
def test_file_is_refused_whole_when_a_line_is_faulty(
    connection: psycopg.Connection, write: type_of_write, line: str, fault: str
) -> None:
    before = everything(connection)
    with pytest.raises(PriceFileError) as refusal:
        import_file(connection, write(f"{HEADER}{GOOD}{line}\n"))
    assert fault in refusal.value.found
    assert everything(connection) == before


@pytest.mark.parametrize(
    ("content", "what"),
    [
        ("", "has other columns"),
        ("date;zone_name\n", "has other columns"),
        (HEADER, "is empty"),
        ((HEADER + GOOD).encode("utf-16"), "cannot be read"),
        (gzip.compress((HEADER + GOOD).encode())[:-9], "cannot be read"),
        (HEADER + '"2026-04-01,Pune', "cannot be read"),
    ],
    ids=["empty", "other columns", "no prices", "utf-16", "cut gzip", "open quote"],
)
def test_file_is_refused_when_it_is_no_such_file(
    connection: psycopg.Connection, write: type_of_write, content: str | bytes, what: str
) -> None:
    with pytest.raises(PriceFileError, match=what):
        import_file(connection, write(content))
    assert prices(connection) == {}


def test_file_is_refused_when_it_does_not_exist(
    connection: psycopg.Connection, tmp_path: Path
) -> None:
    with pytest.raises(PriceFileError, match="cannot be read"):
        import_file(connection, tmp_path / "nothing.csv")


def test_first_faults_are_named_and_the_rest_counted_when_there_are_many(
    connection: psycopg.Connection, write: type_of_write
) -> None:
    with pytest.raises(PriceFileError) as refusal:
        import_file(connection, write(HEADER + "nonsense\n" * 33))
    assert refusal.value.what.endswith("33 faulty lines")
    assert "line 21:" in refusal.value.found
    assert "line 22:" not in refusal.value.found
    assert refusal.value.found.endswith("and 13 more")


def test_file_is_refused_when_two_spellings_of_a_zone_share_a_cell(
    connection: psycopg.Connection, write: type_of_write
) -> None:
    lines = "2026-04-01,Mysuru,suggested,450\n2026-04-01,Mysore,suggested,451\n"
    before = everything(connection)
    with pytest.raises(PriceFileError) as refusal:
        import_file(connection, write(HEADER + lines))
    assert "'Mysuru' and 'Mysore' are one" in refusal.value.found
    assert everything(connection) == before


def test_other_price_is_a_revision_when_it_was_imported_before(
    connection: psycopg.Connection, write: type_of_write
) -> None:
    import_file(connection, write(HEADER + GOOD))
    report = import_file(connection, write(HEADER + GOOD.replace("450", "455")))
    assert report.counts == CellCounts(updated=1)
    assert [each[:5] for each in revisions(connection)] == [("Namakkal", "suggested", 1, 450, 455)]


def test_file_leaves_a_price_alone_when_a_sheet_gave_it(
    connection: psycopg.Connection, write: type_of_write
) -> None:
    load(connection, {("Namakkal", Basis.SUGGESTED, 1): 451}, at(0))
    assert import_file(connection, write(HEADER + GOOD)).counts == CellCounts(kept=1)
    assert prices(connection)["Namakkal", "suggested", 1] == Stored(451, "scraped", False)


def test_unknown_zone_waits_for_a_review_when_a_file_names_it(
    connection: psycopg.Connection, write: type_of_write
) -> None:
    report = import_file(connection, write(HEADER + GOOD.replace("Namakkal", "Miraj")))
    assert report.new_zones == ("Miraj",)
    assert prices(connection) == {("Miraj", "suggested", 1): Stored(450, "imported", False)}


def test_archive_comes_in_the_same_when_it_is_written_to_a_file_and_imported(
    copy_database: Callable[[str], str], archive_template: str, tmp_path: Path
) -> None:
    path = tmp_path / "archive.csv"
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*HEADER.strip().split(","), "source"])
        writer.writerows([*row[:4], row.source.name] for row in read_archive())
    with connect(copy_database(archive_template)) as connection:
        before = everything(connection)
        assert import_file(connection, path).counts == CellCounts(unchanged=121_761)
        assert everything(connection) == before
