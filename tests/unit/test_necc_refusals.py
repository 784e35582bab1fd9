"""Which cells of a sheet are prices."""

from datetime import date

import pytest

from ingestion.necc.refusals import Reason, part_cells
from ingestion.necc.sheet import Basis
from tests.necc_sheets import MONTH, sheet_of


@pytest.mark.parametrize(
    ("price", "reason"),
    [
        (99, Reason.OUT_OF_RANGE),
        (100, None),
        (1000, None),
        (1001, Reason.OUT_OF_RANGE),
        (10**12, Reason.OUT_OF_RANGE),
        ("7*", Reason.NOT_A_PRICE),
    ],
)
def test_cell_is_refused_when_it_is_no_plausible_price(
    price: int | str, reason: Reason | None
) -> None:
    prices, refused = part_cells(sheet_of({("Pune", Basis.SUGGESTED, 1): price}), MONTH)
    assert [cell.reason for cell in refused] == ([] if reason is None else [reason])
    assert len(prices) == (reason is None)


def test_cell_is_refused_when_its_day_has_not_come() -> None:
    sheet = sheet_of({("Pune", Basis.SUGGESTED, day): 450 for day in (1, 2, 3)})
    prices, refused = part_cells(sheet, date(2026, 4, 2))
    assert [cell.day.day for cell in prices] == [1, 2]
    assert [(cell.day.day, cell.reason) for cell in refused] == [(3, Reason.FUTURE_DAY)]
