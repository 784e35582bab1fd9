"""The one place that writes `market.nec_prices` and `market.nec_price_revisions`.

Sheets, the archive, files and merged zones all put their cells into one temporary table and
call `apply_cells`, so that there is a single set of rules for who wins:

- Sources rank manual, scraped, imported. A cell is written by its own source or a stronger
  one; a weaker one leaves it as it is ("kept").
- A first fill is no revision. Another price, a price that vanished and a price that came back
  are one each. A stronger source with the same price takes the cell over without one.
- A cell without a price says that it vanished: the price stays, with a mark.

What counts as vanished, or as a price at all, is decided by the callers.
"""

from dataclasses import dataclass
from datetime import datetime

import psycopg

CREATE_TABLES = """
create temp table if not exists incoming_cells (
    zone_id uuid not null,
    date date not null,
    basis text not null,
    price integer,
    source text not null,
    is_in_imputed_month boolean not null default false
) on commit delete rows;

create temp table if not exists cell_decisions (
    like incoming_cells,
    old_price integer,
    was_shown boolean not null,
    action text not null
) on commit delete rows;

truncate incoming_cells, cell_decisions;
"""

DECIDE = """
insert into cell_decisions
select
    incoming.*,
    old.price,
    old.price is not null and old.vanished_at is null as was_shown,
    case
        when old.price is null then 'inserted'
        when incoming.price is null then 'vanished'
        when
            incoming.price = old.price and old.vanished_at is null
            and ranks.incoming <= ranks.old
            and (
                old.source <> 'imported'
                or stored.is_in_imputed_month
                or not incoming.is_in_imputed_month
            )
            then 'unchanged'
        when ranks.incoming < ranks.old then 'kept'
        else 'updated'
    end as action
from incoming_cells as incoming
left join market.nec_prices as stored using (zone_id, date)
cross join lateral (
    select
        case incoming.basis
            when 'suggested' then stored.suggested_price else stored.prevailing_price
        end as price,
        case incoming.basis
            when 'suggested' then stored.suggested_source else stored.prevailing_source
        end as source,
        case incoming.basis
            when 'suggested' then stored.suggested_vanished_at else stored.prevailing_vanished_at
        end as vanished_at
) as old
cross join lateral (
    select
        array_position(array['imported', 'scraped', 'manual'], incoming.source) as incoming,
        array_position(array['imported', 'scraped', 'manual'], old.source) as old
) as ranks
"""

RECORD_REVISIONS = """
insert into market.nec_price_revisions (
    zone_id, date, basis, old_price, new_price, seen_at, sheet_id
)
select zone_id, date, basis, shown.price, cell.price, %(seen_at)s, %(sheet_id)s
from cell_decisions as cell
cross join lateral (select case when cell.was_shown then cell.old_price end as price) as shown
where cell.action in ('updated', 'vanished') and shown.price is distinct from cell.price
order by zone_id, date, basis
"""

# A basis without a source brings nothing; one with a source and no price vanished.
WRITE_PRICES = """
merge into market.nec_prices as old
using (
    select
        zone_id,
        date,
        max(price) filter (where basis = 'suggested') as suggested_price,
        max(source) filter (where basis = 'suggested') as suggested_source,
        max(price) filter (where basis = 'prevailing') as prevailing_price,
        max(source) filter (where basis = 'prevailing') as prevailing_source,
        bool_or(is_in_imputed_month) as is_in_imputed_month
    from cell_decisions
    where action in ('inserted', 'updated', 'vanished')
    group by zone_id, date
    -- In the order of the primary key: a fifth faster or more for the rows of the archive.
    order by zone_id, date
) as new
on old.zone_id = new.zone_id and old.date = new.date
when matched then update set
    suggested_price = coalesce(new.suggested_price, old.suggested_price),
    suggested_source = coalesce(new.suggested_source, old.suggested_source),
    suggested_vanished_at = case
        when new.suggested_source is null then old.suggested_vanished_at
        when new.suggested_price is null then %(seen_at)s
    end,
    prevailing_price = coalesce(new.prevailing_price, old.prevailing_price),
    prevailing_source = coalesce(new.prevailing_source, old.prevailing_source),
    prevailing_vanished_at = case
        when new.prevailing_source is null then old.prevailing_vanished_at
        when new.prevailing_price is null then %(seen_at)s
    end,
    is_in_imputed_month = (old.is_in_imputed_month or new.is_in_imputed_month)
    and 'imported' in (
        coalesce(new.suggested_source, old.suggested_source, ''),
        coalesce(new.prevailing_source, old.prevailing_source, '')
    ),
    last_changed_at = %(seen_at)s
when not matched then insert (
    zone_id, date, suggested_price, suggested_source, prevailing_price, prevailing_source,
    is_in_imputed_month, first_seen_at, last_changed_at
) values (
    new.zone_id, new.date, new.suggested_price, new.suggested_source, new.prevailing_price,
    new.prevailing_source, new.is_in_imputed_month, %(seen_at)s, %(seen_at)s
)
"""

# One key for everything that writes prices or zones: the 1,100 cells of a sheet take a few
# hundredths of a second, and one queue is far easier to trust than many.
LOCK = "select pg_advisory_xact_lock(hashtextextended('poultryco market.nec_prices', 0))"


@dataclass(frozen=True, slots=True)
class CellCounts:
    """What became of the cells of one load. Every cell is counted once.

    Attributes:
        inserted: First price of its cell.
        updated: Another price, a price that came back, or a stronger source for the same price.
        unchanged: As it was.
        vanished: Shown before and now gone.
        kept: Left as a stronger source had put it.
    """

    inserted: int = 0
    updated: int = 0
    unchanged: int = 0
    vanished: int = 0
    kept: int = 0


def begin(connection: psycopg.Connection) -> None:
    """Wait for other loads to end, and start with no incoming cells. Needs a transaction."""
    connection.execute(LOCK)
    connection.execute(CREATE_TABLES)


def transaction_time(connection: psycopg.Connection) -> datetime:
    """Return the time of the running transaction: that of changes no sheet has a time for."""
    (now,) = connection.execute("select now()").fetchall()[0]
    return now  # type: ignore[no-any-return]


def apply_cells(
    connection: psycopg.Connection, *, seen_at: datetime, sheet_id: int | None
) -> CellCounts:
    """Bring the rows of `incoming_cells` into the prices, and write down what changed.

    Needs `begin` in the same transaction, and at most one row a zone, day and basis.

    Args:
        connection: The warehouse, in a transaction.
        seen_at: When the cells were seen; the time of every change made here.
        sheet_id: The stored sheet they come from, if they come from one.
    """
    seen = {"seen_at": seen_at, "sheet_id": sheet_id}
    connection.execute("analyze incoming_cells")
    connection.execute(DECIDE)
    connection.execute(RECORD_REVISIONS, seen)
    connection.execute(WRITE_PRICES, seen)
    counted = connection.execute("select action, count(*) from cell_decisions group by action")
    return CellCounts(**dict(counted.fetchall()))
