"""What holds for every page, found by trying thousands: a sheet or `SheetError`, never a guess."""

import calendar
import re
from datetime import date

from hypothesis import given, settings
from hypothesis import strategies as st

from ingestion.necc.errors import SheetError
from ingestion.necc.sheet import Basis, DailySheet, PriceCell, RejectedCell
from ingestion.necc.sheet_parser import parse_daily_sheet, parse_monthly_sheet
from tests.necc_sheet_html import SAVED_MONTH, SAVED_PAGE, folded, listed_zones, render_daily

SAVED = SAVED_PAGE.read_bytes()
SHEET = parse_daily_sheet(SAVED, SAVED_MONTH)
TABLE = SAVED.index(b"Name Of Zone / Day")
CELLS = [match.span() for match in re.compile(rb"<td>[^<]*</td>").finditer(SAVED, TABLE)]
PRICE_CELLS = [match.span(1) for match in re.finditer(rb"<td>(\d+)</td>", SAVED)]
ROWS = [
    match.span()
    for match in re.finditer(rb"<tr align=\"center\">\s*<td align='left'>.*?</tr>", SAVED)
]
FRAGMENTS = [
    "<table>", "</table>", "<tr>", "</tr>", "<td>", "</td>", "<th>", "<td colspan='302 '>", "<!--",
    "Name Of Zone / Day", "Average", "NECC SUGGESTED EGG PRICES", "Prevailing Prices", "Namakkal",
    "1", "450", " - ", "<select name='ddlMonth'>", "<select name='ddlYear'>", "</body>", "<script>",
    "<option selected value='01'>", "<option selected value='2009'>", "\0", "&#xD800;", "<?xml ?>",
]  # fmt: skip

st_pieces = st.lists(st.sampled_from(FRAGMENTS), max_size=60).map(lambda it: "".join(it).encode())
st_place = st.integers(0, len(SAVED))
st_slice = st.tuples(st_place, st.integers(0, 3000)).map(lambda it: (it[0], it[0] + it[1]))


@st.composite
def st_mutated_pages(draw: st.DrawFn) -> bytes:
    """Draw the saved page after one to four slips: something lost, doubled, flipped or put in."""
    page = SAVED
    for _ in range(draw(st.integers(1, 4))):
        start, end = draw(st_slice)
        match draw(st.sampled_from(["lose", "double", "flip", "insert"])):
            case "lose":
                page = page[:start] + page[end:]
            case "double":
                page = page[:end] + page[start:]
            case "flip":
                page = page[:start] + bytes([draw(st.integers(0, 255))]) + page[start + 1 :]
            case _:
                page = page[:start] + draw(st_pieces | st.binary(max_size=40)) + page[start:]
    return page


@st.composite
def st_months_of_prices(draw: st.DrawFn) -> tuple[date, dict[tuple[str, Basis, date], int]]:
    """Draw a month and prices for any days of any of its zones."""
    month = date(draw(st.integers(2009, 2026)), draw(st.integers(1, 12)), 1)
    zones = [(folded(z), basis) for basis in Basis for z in listed_zones(month, basis)]
    days = st.integers(1, calendar.monthrange(month.year, month.month)[1])
    keys = st.tuples(st.sampled_from(zones), days)
    drawn = draw(st.dictionaries(keys, st.integers(0, 999_999), max_size=80))
    prices = {(*zone, month.replace(day=day)): price for (zone, day), price in drawn.items()}
    return month, prices


def _parsed(body: bytes) -> DailySheet | None:
    """Return the sheet, or nothing if it was refused; any other exception fails the test."""
    try:
        return parse_daily_sheet(body, SAVED_MONTH)
    except SheetError:
        return None


def _assert_consistent(sheet: DailySheet) -> None:
    cells: list[PriceCell | RejectedCell] = [*sheet.prices, *sheet.rejected]
    keys = [(cell.zone_name, cell.basis, cell.day) for cell in cells]
    assert len(keys) == len(set(keys))
    rows = [(row.zone_name, row.basis) for row in sheet.rows]
    assert len(rows) == len(set(rows))
    assert {(zone_name, basis) for zone_name, basis, _ in keys} <= set(rows)
    assert {day.replace(day=1) for _, _, day in keys} <= {sheet.month}
    assert sum(row.published_days for row in sheet.rows) == len(sheet.prices)


@settings(max_examples=200, deadline=None)
@given(st.binary(max_size=4000) | st_pieces)
def test_any_bytes_are_a_sheet_or_refused(body: bytes) -> None:
    sheet = _parsed(body)
    if sheet is not None:
        _assert_consistent(sheet)


@settings(max_examples=100, deadline=None)
@given(st.binary(max_size=1000) | st_pieces | st_mutated_pages())
def test_any_bytes_are_a_monthly_sheet_or_refused(body: bytes) -> None:
    try:
        sheet = parse_monthly_sheet(body, 2009)
    except SheetError:
        return
    assert sheet.year == 2009


@settings(max_examples=250, deadline=None)
@given(st_mutated_pages())
def test_damaged_page_is_a_consistent_sheet_or_refused(page: bytes) -> None:
    sheet = _parsed(page)
    if sheet is not None:
        _assert_consistent(sheet)


@settings(max_examples=150, deadline=None)
@given(st.integers(0, len(SAVED) - 1))
def test_page_is_refused_when_it_ends_before_its_body_is_closed(length: int) -> None:
    cut = SAVED[:length]
    if b"</body" not in cut:
        assert _parsed(cut) is None


@settings(max_examples=150, deadline=None)
@given(st.sets(st.sampled_from(CELLS), min_size=1, max_size=5), st.booleans())
def test_page_is_refused_when_cells_are_lost_or_doubled(
    cells: set[tuple[int, int]],
    is_doubled: bool,
) -> None:
    page = SAVED
    for start, end in sorted(cells, reverse=True):
        page = page[:end] + page[start:] if is_doubled else page[:start] + page[end:]
    assert _parsed(page) is None


@settings(max_examples=100, deadline=None)
@given(st.sets(st.sampled_from(ROWS), min_size=1, max_size=10))
def test_other_prices_stay_when_whole_rows_are_lost(rows: set[tuple[int, int]]) -> None:
    page = SAVED
    for start, end in sorted(rows, reverse=True):
        page = page[:start] + page[end:]
    sheet = parse_daily_sheet(page, SAVED_MONTH)
    assert len(sheet.rows) == len(SHEET.rows) - len(rows)
    assert set(sheet.rows) < set(SHEET.rows)
    kept = {(row.zone_name, row.basis) for row in sheet.rows}
    assert sheet.prices == tuple(c for c in SHEET.prices if (c.zone_name, c.basis) in kept)


@settings(max_examples=100, deadline=None)
@given(st.sampled_from(PRICE_CELLS), st.integers(100, 1000))
def test_average_tells_when_one_price_was_altered(span: tuple[int, int], price: int) -> None:
    start, end = span
    sheet = parse_daily_sheet(SAVED[:start] + str(price).encode() + SAVED[end:], SAVED_MONTH)
    unconfirmed = [row for row in sheet.rows if row.printed_average != row.computed_average]
    assert len(unconfirmed) == (price != int(SAVED[start:end]))


@settings(max_examples=100, deadline=None)
@given(st_months_of_prices())
def test_prices_come_back_when_any_month_is_rendered(
    drawn: tuple[date, dict[tuple[str, Basis, date], int]],
) -> None:
    month, prices = drawn
    page = render_daily(month, {key: str(price) for key, price in prices.items()})
    sheet = parse_daily_sheet(page, month)
    assert {(c.zone_name, c.basis, c.day): c.price for c in sheet.prices} == prices
    assert not sheet.rejected
    assert all(row.printed_average == row.computed_average for row in sheet.rows)
