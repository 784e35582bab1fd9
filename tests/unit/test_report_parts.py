"""The pure parts of the price report: numbers in words, headline figures, small pictures, JSON."""

import json
from datetime import UTC, date, datetime
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from reporting import formats, page
from reporting.formats import MINUS, NOTHING
from reporting.prices.headline import average_over_zones, headline
from reporting.prices.rows import TwoDays, Zone
from reporting.prices.view import last_days
from reporting.sparkline import sparkline, strip


def zone(name: str, price: int, *, published: bool = True, active: bool = True) -> Zone:
    """A zone of which only name, price and what is said here matter."""
    figures = dict.fromkeys(Zone.__dataclass_fields__)
    known = {
        "zone_id": UUID(int=price),
        "name": name,
        "latest_price": price,
        "is_published": published,
        "is_active": active,
        "trend": "rising",
    }
    return Zone(**(figures | known))  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("value", "places", "text"),
    [
        (0, 0, "0"),
        (999, 0, "999"),
        (1000, 0, "1,000"),
        (121761, 0, "1,21,761"),
        (12345678, 0, "1,23,45,678"),
        (-1500, 0, f"{MINUS}1,500"),
        (Decimal("448.455"), 2, "448.46"),
        (Decimal("-0.004"), 2, "0.00"),
        (2.5, 0, "3"),
        (None, 0, NOTHING),
    ],
)
def test_numbers_are_grouped_as_in_india(value: float | None, places: int, text: str) -> None:
    assert formats.number(value, places) == text


@given(st.integers(-(10**12), 10**12))
def test_grouping_loses_no_digit(value: int) -> None:
    assert int(formats.number(value).replace(",", "").replace(MINUS, "-")) == value


@pytest.mark.parametrize(
    ("value", "text"),
    [(5, "+5.0"), (-5, f"{MINUS}5.0"), (0, "0.0"), (0.04, "0.0"), (-0.04, "0.0"), (None, NOTHING)],
)
def test_a_change_has_a_sign_unless_it_rounds_to_nothing(value: float | None, text: str) -> None:
    assert formats.signed(value, 1) == text


def test_days_and_moments_are_those_of_india() -> None:
    assert formats.day(date(2026, 4, 7)) == "7 Apr 2026"
    late = datetime(2026, 4, 7, 20, 0, tzinfo=UTC)
    assert formats.moment(late) == "8 Apr 2026, 01:30 IST"


def test_average_compares_all_zones_and_the_same_zones_when_one_fell_silent() -> None:
    days = [
        TwoDays(UUID(int=1), 410, 400),
        TwoDays(UUID(int=2), None, 600),
        TwoDays(UUID(int=3), None, None),
    ]
    found = average_over_zones(days)
    assert found is not None
    assert (found.price, found.day_before, found.change) == (410, 500, -90)
    assert (found.change_pct, found.zones_count) == (-18, 1)
    assert (found.same_zones_change, found.same_zones_count) == (10, 1)


def test_average_has_no_change_when_nothing_was_published_the_day_before() -> None:
    found = average_over_zones([TwoDays(UUID(int=1), 410, None)])
    assert found is not None
    assert (found.change, found.change_pct, found.same_zones_change) == (None, None, None)


def test_there_is_no_average_when_no_zone_has_a_suggested_price() -> None:
    assert average_over_zones([TwoDays(UUID(int=1), None, 410)]) is None


def test_no_zone_is_both_highest_and_lowest_when_few_published() -> None:
    zones = [zone("A", 400), zone("B", 500), zone("C", 300), zone("D", 900, published=False)]
    found = headline(zones, [])
    assert [each.name for each in found.highest] == ["B"]
    assert [each.name for each in found.lowest] == ["C"]


def test_zones_that_are_not_listed_any_more_are_not_called_silent() -> None:
    zones = [
        zone("A", 400),
        zone("B", 500, published=False),
        zone("C", 300, published=False, active=False),
    ]
    found = headline(zones, [])
    assert [each.name for each in found.silent] == ["B"]
    assert (found.published_count, found.listed_count) == (1, 2)
    assert found.trends == {"rising": 1}


def test_a_sparkline_is_cut_where_a_value_is_missing() -> None:
    drawn = sparkline([400, 410, None, 420, None, 430])
    assert drawn is not None
    assert drawn.path.count("M") == 3
    assert drawn.path.count("L") == 1
    assert (drawn.lowest, drawn.highest) == (400, 430)


def test_a_sparkline_has_the_edges_it_is_given() -> None:
    drawn = sparkline([1.0, 0.75], height=26, floor=0.5, ceiling=1.0)
    assert drawn is not None
    assert drawn.path == "M3.0 3.0h0L93.0 13.0"


def test_there_is_no_sparkline_without_a_value() -> None:
    assert sparkline([None, None]) is None
    assert sparkline([]) is None


def test_the_sparkline_of_a_zone_shows_its_last_thirty_days_of_either_basis() -> None:
    drawn = last_days([900, *[400] * 28, 0, -420])
    assert drawn is not None
    assert (drawn.lowest, drawn.highest) == (400, 420)
    assert drawn.path.count("M") == 2
    assert last_days([0, 0]) is None


def test_a_strip_joins_neighbours_of_one_state_and_leaves_holes() -> None:
    assert strip(["good", "good", None, "bad", "good"], width=50, height=6) == {
        "good": "M0.0 0h20.0v6h-20.0zM40.0 0h10.0v6h-10.0z",
        "bad": "M30.0 0h10.0v6h-10.0z",
    }


@given(st.text())
def test_embedded_json_cannot_end_its_script_and_says_what_it_was_given(text: str) -> None:
    embedded = page.embedded_json({"text": text})
    assert "<" not in embedded
    assert ">" not in embedded
    assert json.loads(embedded) == {"text": text}


def test_a_long_name_breaks_after_underscores_and_is_no_markup() -> None:
    assert page.breakable("<b>_of_x") == "&lt;b&gt;_<wbr>of_<wbr>x"


def test_a_page_is_replaced_as_a_whole_and_readable_by_all(tmp_path: Path) -> None:
    first = page.write_page(tmp_path / "prices", "old")
    with first.open() as held_open:
        assert page.write_page(tmp_path / "prices", "new").read_text() == "new"
        assert held_open.read() == "old"
    assert first.stat().st_mode & 0o777 == 0o644
    assert list(first.parent.iterdir()) == [first]


def test_plotly_is_put_beside_once_and_again_when_it_was_damaged(tmp_path: Path) -> None:
    page.put_plotly_beside(tmp_path)
    library = tmp_path / "plotly.min.js"
    written_at = library.stat().st_mtime_ns
    page.put_plotly_beside(tmp_path)
    assert library.stat().st_mtime_ns == written_at
    library.write_text("cut off")
    page.put_plotly_beside(tmp_path)
    assert library.stat().st_size > 1_000_000
    assert [file.name for file in tmp_path.iterdir()] == ["plotly.min.js"]
