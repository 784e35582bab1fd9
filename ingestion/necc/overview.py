"""A few figures about what is in the price tables, for whoever has just written to them."""

from dataclasses import dataclass
from datetime import date

import psycopg

COUNTS = """
select
    (select count(*) from market.nec_prices) as prices_count,
    (select count(*) from market.nec_price_quarantine) as quarantine_count,
    (select count(*) from market.nec_price_quarantine where resolved_at is null) as open_count,
    (select max(date) from market.nec_prices) as last_price_date
"""
NEWEST = """
select price.date, zone.name, price.suggested_price, price.prevailing_price, price.source
from market.nec_prices as price
inner join market.nec_zones as zone on zone.id = price.zone_id
where price.date between %(first)s and %(last)s
order by price.date desc, zone.sort_order
limit %(limit)s
"""
OPEN_CELLS = """
select cell.date, zone.name, cell.basis, cell.cell_text, cell.reason
from market.nec_price_quarantine as cell
inner join market.nec_zones as zone on zone.id = cell.zone_id
where cell.resolved_at is null
order by cell.date desc, zone.sort_order
limit %(limit)s
"""

Row = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class PriceOverview:
    """What the price tables hold.

    Attributes:
        prices_count: Rows of `market.nec_prices`: zone and day.
        quarantine_count: Rows of `market.nec_price_quarantine`.
        open_count: Refused cells that nothing has replaced yet.
        last_price_date: The day prices reach; none while there are none.
        newest: The newest rows of the days asked for: day, zone, suggested, prevailing, source.
        refused: The newest open cells: day, zone, basis, text, reason.
    """

    prices_count: int
    quarantine_count: int
    open_count: int
    last_price_date: date | None
    newest: tuple[Row, ...]
    refused: tuple[Row, ...]


def price_overview(
    connection: psycopg.Connection, first: date, last: date, *, limit: int = 10
) -> PriceOverview:
    """Return the figures, with at most `limit` rows of the days `first` to `last`."""
    ((prices, quarantined, still_open, last_price_date),) = connection.execute(COUNTS).fetchall()
    days = {"first": first, "last": last, "limit": limit}
    return PriceOverview(
        prices_count=prices,
        quarantine_count=quarantined,
        open_count=still_open,
        last_price_date=last_price_date,
        newest=tuple(connection.execute(NEWEST, days).fetchall()),
        refused=tuple(connection.execute(OPEN_CELLS, days).fetchall()),
    )
