"""Pages that are no sheet: the error says what was expected, and what was found instead."""

from datetime import date

import pytest

from ingestion.necc.errors import SheetError
from ingestion.necc.sheet_parser import parse_daily_sheet
from tests.necc_faults import Fault, spoiled_body
from tests.necc_prices import real_prices
from tests.necc_sheet_html import render_daily, render_monthly

MARCH = date(2020, 3, 1)
TEXTS = {key: str(price) for key, price in real_prices().items()}
PAGE = render_daily(MARCH, TEXTS)
PRICES_WITH_PAISE = {key: f"{text}.00" for key, text in TEXTS.items()}


def _page(old: bytes, new: bytes) -> bytes:
    assert old in PAGE
    return PAGE.replace(old, new)


NOT_A_SHEET = {
    "empty": (b"", "is no page", "HTML", "0 bytes"),
    "zeros": (bytes(99), "no price table", "'Name Of Zone'", "no table"),
    "text": (b"maintenance", "no price table", "'Name Of Zone'", "'maintenance'"),
    "other tables": (b"<table><td>News</table>", "no price table", "'Name Of Zone'", "'News'"),
    "two pages": (PAGE + PAGE, "several price tables", "one table", "6 tables"),
    "day too few": (_page(b"<th>31</th>", b""), "row of 'Ahmedabad'", "32 cells", "33 cells"),
    "other days": (_page(b"<th>31<", b"<th>32<"), "days of the month", "1 to 31", "31 columns"),
    "no average": (_page(b">Average<", b">Mean<"), "the average", "'Average'", "'Mean'"),
    "new section": (_page(b">Prevailing ", b">Retail "), "a section", "'Prevail", "'Retail Pr"),
    "renamed section": (_page(b"NECC SUG", b"OLD SUG"), "a section", "'NECC SUG", "'OLD SUG"),
    "zone twice": (_page(b">Surat<", b">Raipur<"), "twice", "one row", "'Raipur (suggested)'"),
    "no name": (_page(b">Surat<", b"><"), "name of a zone", "a readable name", "''"),
    "number as name": (_page(b">Surat<", b">12<"), "name of a zone", "a readable name", "'12'"),
    "broken name": (_page(b">Surat<", b">S\xff<"), "name of a zone", "a readable", "S\ufffd"),
    "long name": (_page(b">Surat<", b">%b<" % (b"S" * 99)), "name of a zone", "most 60", "'SSS"),
    "glued cells": (
        _page(b"<td>275</td><td>", b"<td>275"),
        "as the header",
        "33 cells",
        "32 cells",
    ),
    "new cells": (_page(b"<td>275</td>", b"<td>275<td>"), "as the header", "33 cells", "34 cells"),
    "wide cell": (_page(b"<td>275<", b"<td colspan=2>275<"), "several days", "one cell", "'275'"),
    "other month": (_page(b'"03"', b'"04"'), "another month", "ddlMonth 3", "ddlMonth 4"),
    "other year": (_page(b"'2020'", b"'2021'"), "another month", "ddlYear 2020", "ddlYear 2021"),
    "no month": (_page(b'selected="selected"', b""), "which month", "ddlMonth", "none"),
    "no form": (_page(b"ddlMonth", b"month"), "which month", "ddlMonth", "none"),
    "end cut": (PAGE[:-8], "cut off", "</body>", "</div>"),
    "open table": (PAGE[: PAGE.rindex(b"</tr>")] + b"</body>", "cut off", "</table>", "</body>"),
    "half": (PAGE[: PAGE.index(b"Vizag")], "cut off", "</body>", "bytes that end with"),
    "paise": (render_daily(MARCH, PRICES_WITH_PAISE), "no prices", "whole rupees", ".00'"),
}


@pytest.mark.parametrize("case", NOT_A_SHEET)
def test_error_says_expected_and_found_when_the_page_is_no_such_sheet(case: str) -> None:
    body, what, expected, found = NOT_A_SHEET[case]
    with pytest.raises(SheetError) as caught:
        parse_daily_sheet(body, MARCH)
    error = caught.value
    assert error.what.startswith("Daily sheet of 2020-03: ")
    assert what in error.what
    assert expected in error.expected
    assert found in error.found
    assert error.remedy
    assert not error.is_transient


def test_monthly_sheet_is_refused_when_a_daily_one_was_asked_for() -> None:
    with pytest.raises(SheetError) as caught:
        parse_daily_sheet(render_monthly(2020, TEXTS), date(2020, 1, 1))
    assert "12 columns: 'Jan', 'Feb'" in caught.value.found


def test_section_is_required_when_only_the_first_one_is_there() -> None:
    title = PAGE.index(b"Prevailing Prices")
    start = PAGE.rindex(b"<tr>", 0, title)
    page = PAGE[:start] + PAGE[PAGE.index(b"</tbody>", title) :]
    with pytest.raises(SheetError) as caught:
        parse_daily_sheet(page, MARCH)
    assert caught.value.found == "none under 'Prevailing Prices'"


def test_zone_is_refused_when_it_stands_before_the_sections() -> None:
    start = PAGE.index(b"<td align='left'>Namakkal")
    row = b"<tr>" + PAGE[start : PAGE.index(b"</tr>", start) + 5]
    header_end = PAGE.index(b"</tr>", PAGE.index(b"Name Of Zone")) + 5
    with pytest.raises(SheetError) as caught:
        parse_daily_sheet(PAGE[:header_end] + row + PAGE[header_end:], MARCH)
    assert caught.value.found == "the row of 'Namakkal'"


@pytest.mark.parametrize("tag", [b"", b"<div>", b"<ur>"])
def test_cells_are_refused_when_rows_are_not_opened(tag: bytes) -> None:
    with pytest.raises(SheetError) as caught:
        parse_daily_sheet(_page(b'<tr align="center">', tag), MARCH)
    assert "cells outside of its rows" in caught.value.what


@pytest.mark.parametrize("tag", [b"</td>", b"</tr>"])
def test_sheet_is_the_same_when_tags_are_not_closed(tag: bytes) -> None:
    assert parse_daily_sheet(_page(tag, b""), MARCH) == parse_daily_sheet(PAGE, MARCH)


@pytest.mark.parametrize(
    "fault",
    [
        Fault.WRONG_MONTH,
        Fault.CHANGED_LAYOUT,
        Fault.CUT_BODY,
        Fault.LOGIN_PAGE,
        Fault.BINARY_JUNK,
    ],
)
def test_page_is_refused_when_the_stand_in_spoils_it(fault: Fault) -> None:
    body = spoiled_body(fault, lambda month: render_daily(month, TEXTS), MARCH)
    with pytest.raises(SheetError):
        parse_daily_sheet(body, MARCH)
