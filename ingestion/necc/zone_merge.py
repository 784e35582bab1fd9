"""Gives everything that was stored under an unreviewed zone to the zone it turned out to be.

Only that: which zone is which is read from the seed file by `zones`.
"""

from uuid import UUID

import psycopg

from ingestion.necc import cells

# Days that the known zone has no row of. Their revisions follow by the foreign key.
MOVE_WHOLE_DAYS = """
update market.nec_prices as price set zone_id = %(zone_id)s
where
    price.zone_id = %(unknown_id)s
    and not exists (
        select from market.nec_prices as known
        where known.zone_id = %(zone_id)s and known.date = price.date
    )
"""

FILL_EMPTY_CELLS = """
update market.nec_prices as known set
    {basis}_price = price.{basis}_price,
    {basis}_source = price.{basis}_source,
    {basis}_vanished_at = price.{basis}_vanished_at,
    is_in_imputed_month = known.is_in_imputed_month
    or (price.is_in_imputed_month and price.{basis}_source = 'imported'),
    first_seen_at = least(known.first_seen_at, price.first_seen_at),
    last_changed_at = greatest(known.last_changed_at, price.last_changed_at)
from market.nec_prices as price
where
    price.zone_id = %(unknown_id)s and known.zone_id = %(zone_id)s and known.date = price.date
    and price.{basis}_price is not null and known.{basis}_price is null
"""

# Both zones have the cell: what is shown wins over what vanished, the stronger source over the
# weaker (by `cells`), else the newer price.
COMPARE_SHARED_CELLS = """
insert into incoming_cells
select %(zone_id)s, price.date, '{basis}', price.{basis}_price, price.{basis}_source,
    price.is_in_imputed_month
from market.nec_prices as price
inner join market.nec_prices as known on known.date = price.date and known.zone_id = %(zone_id)s
where
    price.zone_id = %(unknown_id)s
    and price.{basis}_price is not null and price.{basis}_vanished_at is null
    and (
        known.{basis}_vanished_at is not null
        or price.{basis}_source <> known.{basis}_source
        or price.last_changed_at > known.last_changed_at
    )
"""

MOVE_THE_REST = (
    "update market.nec_price_revisions set zone_id = %(zone_id)s where zone_id = %(unknown_id)s",
    "delete from market.nec_prices where zone_id = %(unknown_id)s",
    """
    update market.nec_price_quarantine as cell set zone_id = %(zone_id)s
    where
        cell.zone_id = %(unknown_id)s
        and not exists (
            select from market.nec_price_quarantine as known
            where
                (known.date, known.basis, known.cell_text) = (cell.date, cell.basis, cell.cell_text)
                and known.zone_id = %(zone_id)s
        )
    """,
    "delete from market.nec_price_quarantine where zone_id = %(unknown_id)s",
    """
    update market.nec_sheet_rows as sheet_row set zone_id = %(zone_id)s
    where
        sheet_row.zone_id = %(unknown_id)s
        and not exists (
            select from market.nec_sheet_rows as known
            where
                (known.sheet_month, known.basis) = (sheet_row.sheet_month, sheet_row.basis)
                and known.zone_id = %(zone_id)s
        )
    """,
    "delete from market.nec_sheet_rows where zone_id = %(unknown_id)s",
    "delete from market.nec_zones where id = %(unknown_id)s",
)


def merge_zone(connection: psycopg.Connection, unknown_id: UUID, zone_id: UUID) -> None:
    """Move prices, revisions, refused cells and sheet rows, and remove the unknown zone.

    Where both zones have a price for a day, the rules of `cells` decide and a price that
    differs becomes a revision. Needs a transaction that has the lock of `cells.begin`.
    """
    ids = {"unknown_id": unknown_id, "zone_id": zone_id}
    cells.begin(connection)
    connection.execute(MOVE_WHOLE_DAYS, ids)
    for statement in (COMPARE_SHARED_CELLS, FILL_EMPTY_CELLS):
        for basis in ("suggested", "prevailing"):
            connection.execute(statement.format(basis=basis), ids)
    cells.apply_cells(connection, seen_at=cells.transaction_time(connection), sheet_id=None)
    for statement in MOVE_THE_REST:
        connection.execute(statement, ids)
