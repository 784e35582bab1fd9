"""Loads one daily sheet into `market`: prices, refused cells, coverage and the run log.

All of it in one transaction, one load at a time. Where sheets come from, and what happens
after one that cannot be loaded, is `runs`. Sheets of a month are loaded in the order they
were seen in: one that is older than what is loaded already changes nothing.
"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

import psycopg

from ingestion.necc import cells, refusals
from ingestion.necc.calendar import IST, last_of_month
from ingestion.necc.errors import SheetEmptiedError, SheetError
from ingestion.necc.run_log import Outcome, RunContext, write_log
from ingestion.necc.sheet import Basis, DailySheet, PriceCell
from ingestion.necc.zone_register import ZoneRegister

NEWEST_LOADED = """
select read_at from market.nec_coverage where sheet_month = %s and origin = 'sheet'
"""
HAS_PRICES = """
select exists (
    select from market.nec_prices
    where
        date between %(first_day)s and %(last_day)s
        and (
            (suggested_price is not null and suggested_vanished_at is null)
            or (prevailing_price is not null and prevailing_vanished_at is null)
        )
)
"""
# Only what a sheet has shown can vanish from a sheet, and not while junk stands in its cell.
STAGE_VANISHED = """
insert into incoming_cells (zone_id, date, basis, source)
select shown.zone_id, shown.date, shown.basis, 'scraped'
from (
    select zone_id, date, 'suggested' as basis from market.nec_prices
    where suggested_source = 'scraped' and suggested_vanished_at is null
    union all
    select zone_id, date, 'prevailing' from market.nec_prices
    where prevailing_source = 'scraped' and prevailing_vanished_at is null
) as shown
where
    shown.date between %(first_day)s and %(last_day)s
    and not exists (
        select from incoming_cells as cell
        where (cell.zone_id, cell.date, cell.basis) = (shown.zone_id, shown.date, shown.basis)
    )
    and not exists (
        select from refused_cells as cell
        where (cell.zone_id, cell.date, cell.basis) = (shown.zone_id, shown.date, shown.basis)
    )
"""
CLAIM_COVERAGE = """
insert into market.nec_coverage (sheet_month, origin, covered_until, sheet_id, read_at)
values (%(month)s, 'sheet', %(last_day)s, %(sheet_id)s, %(seen_at)s)
on conflict (sheet_month, origin) do update set
    covered_until = excluded.covered_until,
    sheet_id = excluded.sheet_id,
    read_at = excluded.read_at
"""
FORGET_ROWS = "delete from market.nec_sheet_rows where sheet_month = %s"
COPY_ROWS = """
copy market.nec_sheet_rows (
    sheet_month, zone_id, basis, sheet_id, published_days_count, printed_average, computed_average
) from stdin
"""


@dataclass(frozen=True, slots=True)
class LoadReport:
    """What loading a sheet did.

    Attributes:
        month: First day of the sheet's month.
        sheet_id: The stored sheet.
        counts: What became of its prices, by cell.
        rejected: Cells that were refused; they are in the quarantine.
        zone_count: Zones on the sheet.
        new_zones: Names nobody knew, which now wait for a review.
        is_superseded: A newer sheet was loaded before; this one changed nothing.
    """

    month: date
    sheet_id: int
    counts: cells.CellCounts = field(default_factory=cells.CellCounts)
    rejected: int = 0
    zone_count: int = 0
    new_zones: tuple[str, ...] = ()
    is_superseded: bool = False


def load_daily_sheet(
    connection: psycopg.Connection,
    sheet: DailySheet,
    sheet_id: int,
    seen_at: datetime,
    *,
    run: RunContext,
) -> LoadReport:
    """Load a sheet in one transaction. A second load of the same sheet changes nothing.

    Args:
        connection: The warehouse.
        sheet: The parsed sheet.
        sheet_id: Where its body is stored.
        seen_at: When the page showed it; every change it brings gets this time.
        run: Which run this is, for its row in the log.

    Raises:
        SheetEmptiedError: The month had prices and the sheet has none. Nothing has changed.
        SheetError: Two rows of the sheet are one zone, or its month has not begun. Nothing
            has changed.
    """
    with connection.transaction():
        cells.begin(connection)
        newest = connection.execute(NEWEST_LOADED, [sheet.month]).fetchone()
        if newest is not None and seen_at < newest[0]:
            report = LoadReport(sheet.month, sheet_id, is_superseded=True)
        else:
            report = _load(connection, sheet, sheet_id, seen_at)
        write_log(connection, run, _outcome(report))
    return report


def _load(
    connection: psycopg.Connection, sheet: DailySheet, sheet_id: int, seen_at: datetime
) -> LoadReport:
    today = seen_at.astimezone(IST).date()
    if today < sheet.month:
        raise _month_not_begun(sheet.month, today)
    days = {"first_day": sheet.month, "last_day": min(today, last_of_month(sheet.month))}
    prices, refused = refusals.part_cells(sheet, today)
    if not prices and connection.execute(HAS_PRICES, days).fetchall() == [(True,)]:
        raise _emptied(sheet.month, sheet_id)

    zone_ids, new_zones = _resolve_zones(connection, sheet)
    refusals.stage(connection, refused, zone_ids)
    _stage_prices(connection, prices, zone_ids)
    connection.execute(STAGE_VANISHED, days)
    counts = cells.apply_cells(connection, seen_at=seen_at, sheet_id=sheet_id)
    refusals.record(
        connection,
        first_day=sheet.month,
        last_day=last_of_month(sheet.month),
        seen_at=seen_at,
        sheet_id=sheet_id,
    )
    read = {"month": sheet.month, "sheet_id": sheet_id, "seen_at": seen_at}
    connection.execute(CLAIM_COVERAGE, read | days)
    _replace_rows(connection, sheet, sheet_id, zone_ids)
    return LoadReport(
        sheet.month,
        sheet_id,
        counts,
        rejected=len(refused),
        zone_count=len(set(zone_ids.values())),
        new_zones=tuple(new_zones),
    )


def _resolve_zones(
    connection: psycopg.Connection, sheet: DailySheet
) -> tuple[dict[str, UUID], list[str]]:
    register = ZoneRegister.from_database(connection)
    printed: dict[str, Basis] = {}
    for row in sheet.rows:
        printed.setdefault(row.zone_name, row.basis)
    new_zones = register.resolve_or_add(connection, printed)
    zone_ids = {name: register.zone_id(name) for name in printed}
    times = Counter((zone_ids[row.zone_name], row.basis) for row in sheet.rows)
    twice = [row.zone_name for row in sheet.rows if times[zone_ids[row.zone_name], row.basis] > 1]
    if twice:
        raise SheetError(
            f"The sheet of {sheet.month:%Y-%m} has two rows of one zone",
            expected="one row a zone in each section",
            found=f"rows {', '.join(map(repr, twice))}",
            remedy="if these are two places, take the name out of the other one's aliases in "
            "seeds/nec_zones.csv, then run `poultryco necc reload`",
        )
    return zone_ids, new_zones


def _stage_prices(
    connection: psycopg.Connection, prices: list[PriceCell], zone_ids: Mapping[str, UUID]
) -> None:
    statement = "copy incoming_cells (zone_id, date, basis, price, source) from stdin"
    with connection.cursor().copy(statement) as copy:
        for cell in prices:
            zone_id = zone_ids[cell.zone_name]
            copy.write_row((zone_id, cell.day, cell.basis.value, cell.price, "scraped"))


def _replace_rows(
    connection: psycopg.Connection, sheet: DailySheet, sheet_id: int, zone_ids: Mapping[str, UUID]
) -> None:
    connection.execute(FORGET_ROWS, [sheet.month])
    with connection.cursor().copy(COPY_ROWS) as copy:
        for row in sheet.rows:
            copy.write_row(
                (
                    sheet.month,
                    zone_ids[row.zone_name],
                    row.basis.value,
                    sheet_id,
                    row.published_days,
                    row.printed_average,
                    row.computed_average,
                )
            )


def _outcome(report: LoadReport) -> Outcome:
    details = {
        "superseded": report.is_superseded,
        "new_zones": list(report.new_zones),
        "kept": report.counts.kept,
    }
    return Outcome(
        status="partial" if report.rejected or report.new_zones else "success",
        sheet_id=report.sheet_id,
        zone_count=report.zone_count,
        counts=report.counts,
        rejected=report.rejected,
        zones_added=len(report.new_zones),
        errors=report.rejected + len(report.new_zones),
        details={name: value for name, value in details.items() if value},
    )


def _emptied(month: date, sheet_id: int) -> SheetEmptiedError:
    return SheetEmptiedError(
        f"The sheet of {month:%Y-%m} shows no price any more",
        expected="prices, as this month has had them before",
        found=f"not one price on sheet {sheet_id} of raw.necc_sheets",
        remedy="nothing was changed; look at the page in a browser and fetch the month again later",
    )


def _month_not_begun(month: date, today: date) -> SheetError:
    return SheetError(
        f"The sheet of {month:%Y-%m} is of a month that has not begun",
        expected=f"a month up to {today:%Y-%m}, the day in India being {today}",
        found=f"{month:%Y-%m}",
        remedy="ask for months that have begun",
    )
