"""The parser on a real page and on sheets of all shapes; pages that are no sheet stand apart."""

from datetime import date
from decimal import Decimal

import pytest

from ingestion.necc.errors import SheetError
from ingestion.necc.sheet import Basis, PriceCell, RejectedCell, SheetRow
from ingestion.necc.sheet_parser import parse_daily_sheet, parse_monthly_sheet
from tests.necc_prices import real_prices
from tests.necc_sheet_html import SAVED_MONTH, SAVED_PAGE, Cells, render_daily, render_monthly

SAVED = SAVED_PAGE.read_bytes()
MARCH = date(2020, 3, 1)
TEXTS = {key: str(price) for key, price in real_prices().items()}
MARCH_PAGE = render_daily(MARCH, TEXTS)
NAMAKKAL = ("Namakkal", Basis.SUGGESTED)


def _march(changes: Cells) -> bytes:
    return render_daily(MARCH, {**TEXTS, **changes})


def test_real_page_gives_all_rows_and_prices() -> None:
    sheet = parse_daily_sheet(SAVED, SAVED_MONTH)
    assert sheet.month == SAVED_MONTH
    assert [row.basis for row in sheet.rows] == [Basis.SUGGESTED] * 27 + [Basis.PREVAILING] * 11
    assert [len(sheet.prices), len(sheet.rejected)] == [620, 0]
    assert sheet.prices[0] == PriceCell("Ahmedabad", Basis.SUGGESTED, date(2009, 1, 1), 204)
    assert sheet.prices[-1] == PriceCell("Varanasi (CC)", Basis.PREVAILING, date(2009, 1, 31), 200)


def test_real_page_prints_the_averages_that_its_prices_give() -> None:
    rows = parse_daily_sheet(SAVED, SAVED_MONTH).rows
    assert [row.computed_average for row in rows] == [row.printed_average for row in rows]
    assert (
        SheetRow("Ahmedabad", Basis.SUGGESTED, 31, Decimal("208.29"), Decimal("208.29")) == rows[0]
    )


def test_real_page_keeps_a_zone_apart_by_section_when_it_stands_in_both() -> None:
    rows = parse_daily_sheet(SAVED, SAVED_MONTH).rows
    assert [row.basis for row in rows if row.zone_name == "Jabalpur"] == list(Basis)


def test_zone_name_has_single_blanks_when_the_page_prints_two() -> None:
    assert b"Ranchi  (CC)" in SAVED
    names = [row.zone_name for row in parse_daily_sheet(SAVED, SAVED_MONTH).rows]
    assert "Ranchi (CC)" in names


def test_rendered_page_is_the_saved_page_to_the_byte_when_it_shows_the_same_prices() -> None:
    prices = parse_daily_sheet(SAVED, SAVED_MONTH).prices
    cells = {(cell.zone_name, cell.basis, cell.day): str(cell.price) for cell in prices}
    assert render_daily(SAVED_MONTH, cells) == SAVED


def test_prices_come_back_when_real_months_are_rendered() -> None:
    prices = real_prices()
    for month in (date(2020, 2, 1), MARCH, date(2020, 7, 1), date(2020, 10, 1), date(2026, 4, 1)):
        sheet = parse_daily_sheet(render_daily(month, TEXTS), month)
        found = {(cell.zone_name, cell.basis, cell.day): cell.price for cell in sheet.prices}
        assert found == {k: v for k, v in prices.items() if k[2].replace(day=1) == month}
        assert all(row.printed_average == row.computed_average for row in sheet.rows)


@pytest.mark.parametrize("text", [" - ", "-", "", " ", "&nbsp;", "\u00a0-\u00a0"])
def test_day_is_missing_when_the_cell_is_blank_or_a_dash(text: str) -> None:
    before = parse_daily_sheet(MARCH_PAGE, MARCH)
    sheet = parse_daily_sheet(_march({(*NAMAKKAL, date(2020, 3, 9)): text}), MARCH)
    assert len(sheet.prices) == len(before.prices) - 1
    assert not sheet.rejected
    row = next(row for row in sheet.rows if (row.zone_name, row.basis) == NAMAKKAL)
    assert row.published_days == 30


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("n.a.", "n.a."),
        ("3 50", "3 50"),
        ("350.5", "350.5"),
        ("-350", "-350"),
        ("1,350", "1,350"),
        ("9" * 30, "9" * 30),
        ("\u0663\u0665\u0660", "\u0663\u0665\u0660"),
        ("x" * 5000, "x" * 120),
        ("a\u200bb", "a\ufffdb"),
        ("35&#0;0", "35\ufffd0"),
    ],
)
def test_cell_is_kept_as_rejected_when_it_is_no_whole_number(text: str, kept: str) -> None:
    day = date(2020, 3, 9)
    sheet = parse_daily_sheet(_march({(*NAMAKKAL, day): text}), MARCH)
    assert sheet.rejected == (RejectedCell(*NAMAKKAL, day, kept),)
    assert (*NAMAKKAL, day) not in {(c.zone_name, c.basis, c.day) for c in sheet.prices}


@pytest.mark.parametrize("text", ["0", "7", "99999"])
def test_whole_number_is_a_price_when_it_is_out_of_bounds(text: str) -> None:
    day = date(2020, 3, 9)
    sheet = parse_daily_sheet(_march({(*NAMAKKAL, day): text}), MARCH)
    assert PriceCell(*NAMAKKAL, day, int(text)) in sheet.prices


def test_price_is_read_when_it_is_wrapped_in_other_elements() -> None:
    page = MARCH_PAGE.replace(b"<td>275</td>", b"<td><b>2<i>7</i>5</b><!-- new --></td>")
    assert page != MARCH_PAGE
    assert parse_daily_sheet(page, MARCH) == parse_daily_sheet(MARCH_PAGE, MARCH)


def test_sheet_is_read_when_a_charset_is_declared_that_is_not_true() -> None:
    page = MARCH_PAGE.replace(b"</head>", b"<meta charset='utf-16'></head>")
    assert parse_daily_sheet(page, MARCH) == parse_daily_sheet(MARCH_PAGE, MARCH)


def test_sheet_has_rows_without_prices_when_the_month_shows_dashes_only() -> None:
    sheet = parse_daily_sheet(render_daily(MARCH, {}), MARCH)
    assert (len(sheet.rows), sheet.prices, sheet.rejected) == (38, (), ())
    assert {(row.printed_average, row.computed_average) for row in sheet.rows} == {(None, None)}


def test_average_does_not_confirm_when_a_price_was_altered() -> None:
    day = date(2020, 3, 9)
    printed = f"<td>{TEXTS[*NAMAKKAL, day]}</td>".encode()
    start = MARCH_PAGE.index(b">Namakkal<")
    page = MARCH_PAGE[:start] + MARCH_PAGE[start:].replace(printed, b"<td>999</td>", 1)
    rows = parse_daily_sheet(page, MARCH).rows
    assert [row.zone_name for row in rows if row.printed_average != row.computed_average] == [
        "Namakkal"
    ]


def test_average_counts_as_not_printed_when_it_is_no_number() -> None:
    page = SAVED.replace(b"<td>208.29</td>", b"<td>#DIV/0!</td>")
    row = parse_daily_sheet(page, SAVED_MONTH).rows[0]
    assert (row.printed_average, row.computed_average) == (None, Decimal("208.29"))


def test_average_is_rounded_away_from_zero_when_it_ends_in_a_half() -> None:
    prices = {(*NAMAKKAL, date(2020, 3, day)): "400" for day in range(1, 9)}
    prices[*NAMAKKAL, date(2020, 3, 8)] = "401"
    rows = parse_daily_sheet(render_daily(MARCH, prices), MARCH).rows
    averages = {row.zone_name: row.computed_average for row in rows if row.computed_average}
    assert averages == {"Namakkal": Decimal("400.13")}


def test_monthly_sheet_gives_the_averages_of_months_with_prices() -> None:
    sheet = parse_monthly_sheet(render_monthly(2020, TEXTS), 2020)
    averages = {(a.zone_name, a.basis, a.month): a.average for a in sheet.averages}
    daily = parse_daily_sheet(MARCH_PAGE, MARCH)
    expected = next(row for row in daily.rows if (row.zone_name, row.basis) == NAMAKKAL)
    assert averages[*NAMAKKAL, MARCH] == expected.computed_average
    months = sorted(month for name, basis, month in averages if (name, basis) == NAMAKKAL)
    assert months == [date(2020, number, 1) for number in (2, 3, 7, 10)]
    assert NAMAKKAL in {(name, basis) for name, basis, _ in sheet.year_averages}


def test_monthly_sheet_is_read_when_months_are_spelled_out() -> None:
    page = render_monthly(2020, TEXTS)
    spelled = page.replace(b"<th>Sep</th>", b"<th>SEPT.</th>").replace(b">Jan<", b">January<")
    assert parse_monthly_sheet(spelled, 2020) == parse_monthly_sheet(page, 2020)


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        (b"<th>Feb</th><th>Mar</th>", b"<th>Mar</th><th>Feb</th>", "Jan to Dec"),
        (b"<th>May</th>", b"<th>Ma</th>", "Jan to Dec"),
        (b"'2020'", b"'1920'", "ddlYear 2020"),
        (b"<td> - </td>", b"<td>soon</td>", "rupees"),
    ],
)
def test_monthly_sheet_is_refused_when_it_is_not_as_reported(
    old: bytes, new: bytes, expected: str
) -> None:
    page = render_monthly(2020, TEXTS)
    assert old in page
    with pytest.raises(SheetError) as caught:
        parse_monthly_sheet(page.replace(old, new), 2020)
    assert expected in caught.value.expected


def test_monthly_sheet_is_refused_when_it_is_a_daily_one() -> None:
    with pytest.raises(SheetError) as caught:
        parse_monthly_sheet(MARCH_PAGE, 2020)
    assert "31 columns" in caught.value.found
