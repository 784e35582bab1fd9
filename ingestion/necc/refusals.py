"""Which cells of a sheet are prices, which are refused, and the table of the refused ones.

Writing prices is `cells`; which cells vanished is decided by `loader`.
"""

from collections.abc import Mapping
from datetime import date, datetime
from enum import StrEnum
from typing import NamedTuple
from uuid import UUID

import psycopg

from ingestion.necc.sheet import Basis, DailySheet, PriceCell

LOWEST_PRICE = 100
HIGHEST_PRICE = 1000

CREATE_TABLE = """
create temp table if not exists refused_cells (
    zone_id uuid not null, date date not null, basis text not null, cell_text text not null,
    reason text not null
) on commit delete rows;
truncate refused_cells
"""
# A cell that is refused again after it had been good is open again.
ADD = """
insert into market.nec_price_quarantine (
    zone_id, date, basis, cell_text, reason, sheet_id, first_seen_at
)
select zone_id, date, basis, cell_text, reason, %(sheet_id)s, %(seen_at)s
from refused_cells
order by zone_id, date, basis
on conflict on constraint uq_nec_price_quarantine_cell do update set
    reason = excluded.reason,
    resolved_at = null
where (nec_price_quarantine.reason, nec_price_quarantine.resolved_at)
    is distinct from (excluded.reason, null::timestamptz)
"""
RESOLVE = """
update market.nec_price_quarantine as open set resolved_at = %(seen_at)s
where
    open.date between %(first_day)s and %(last_day)s and open.resolved_at is null
    and not exists (
        select from refused_cells as refused
        where
            (refused.zone_id, refused.date, refused.basis) = (open.zone_id, open.date, open.basis)
    )
"""


class Reason(StrEnum):
    """Why a cell is refused."""

    NOT_A_PRICE = "not_a_price"
    OUT_OF_RANGE = "out_of_range"
    FUTURE_DAY = "future_day"


class RefusedCell(NamedTuple):
    """A cell that is not loaded. Key: zone name, basis, day; its text as printed."""

    zone_name: str
    basis: Basis
    day: date
    text: str
    reason: Reason


def part_cells(sheet: DailySheet, today: date) -> tuple[list[PriceCell], list[RefusedCell]]:
    """Part the cells of a sheet into prices to load and cells to refuse.

    Args:
        sheet: What the page showed.
        today: The day in India when it showed that; no later day can have a price yet.
    """
    prices = []
    refused = [
        RefusedCell(cell.zone_name, cell.basis, cell.day, cell.text, Reason.NOT_A_PRICE)
        for cell in sheet.rejected
    ]
    for cell in sheet.prices:
        reason = _reason_to_refuse(cell, today)
        if reason is None:
            prices.append(cell)
        else:
            text = str(cell.price)
            refused.append(RefusedCell(cell.zone_name, cell.basis, cell.day, text, reason))
    return prices, refused


def _reason_to_refuse(cell: PriceCell, today: date) -> Reason | None:
    if cell.day > today:
        return Reason.FUTURE_DAY
    if not LOWEST_PRICE <= cell.price <= HIGHEST_PRICE:
        return Reason.OUT_OF_RANGE
    return None


def stage(
    connection: psycopg.Connection, refused: list[RefusedCell], zone_ids: Mapping[str, UUID]
) -> None:
    """Put the refused cells of a sheet into `refused_cells`. Needs a transaction."""
    connection.execute(CREATE_TABLE)
    with connection.cursor().copy("copy refused_cells from stdin") as copy:
        for cell in refused:
            zone_id = zone_ids[cell.zone_name]
            copy.write_row((zone_id, cell.day, cell.basis.value, cell.text, cell.reason.value))


def record(
    connection: psycopg.Connection,
    *,
    first_day: date,
    last_day: date,
    seen_at: datetime,
    sheet_id: int,
) -> None:
    """Quarantine the staged cells, and resolve those of these days that are good or empty now."""
    values = {"first_day": first_day, "last_day": last_day}
    connection.execute(ADD, {"seen_at": seen_at, "sheet_id": sheet_id})
    connection.execute(RESOLVE, values | {"seen_at": seen_at})
