"""Rules on the tables of `market` that hold whatever day it is: keys, references, bounds.

The tables have constraints for most of this. The rules ask anyway: a constraint can be
dropped, and a restored copy or a replica may never have had it.
"""

from expectations.rules import Between, EachRow, OneOf, Query, Rule, Unique

SOURCES = ("imported", "scraped", "manual")
RELOAD = "Load the month again from its stored sheet: `poultryco necc reload --month YYYY-MM`."
REGISTER = "Load the zone register again: `poultryco up`."


def named_zone(zone_id: str = "zone_id") -> str:
    """Return SQL for the columns `zone_name` and `zone_id` of a row that has a zone."""
    name = f"(select zone.name from market.nec_zones as zone where zone.id = {zone_id})"  # noqa: S608
    return f"{name} as zone_name, {zone_id}"


ZONE = named_zone()
PRICE = f"{ZONE}, date, suggested_price, prevailing_price"


def _refers_to_zone(table: str, key: str) -> Rule:
    return Rule(
        name=f"zones_of_{table.removeprefix('nec_')}_exist",
        table=f"market.{table}",
        severity="error",
        description="Every row belongs to a zone of the register.",
        remedy=f"{REGISTER} If the zone is not in `seeds/nec_zones.csv`, add it there first.",
        expect=EachRow("zone_id in (select id from market.nec_zones)"),
        shows=f"{key}, zone_id",
    )


def _refers_to_sheet(table: str, key: str) -> Rule:
    return Rule(
        name=f"sheets_of_{table.removeprefix('nec_')}_exist",
        table=f"market.{table}",
        severity="error",
        description="Every row that names a sheet names one that is stored.",
        remedy="Restore the missing rows of `raw.necc_sheets` from a backup: without the sheet "
        "nobody can tell where these rows come from.",
        expect=EachRow("sheet_id is null or sheet_id in (select sheet_id from raw.necc_sheets)"),
        shows=f"{key}, sheet_id",
    )


ZONE_RULES = (
    Rule(
        name="zone_slugs_are_unique",
        table="market.nec_zones",
        severity="error",
        description="No two zones share a slug.",
        remedy=REGISTER,
        expect=Unique(("slug",)),
        shows="this.slug, id, name",
    ),
    Rule(
        name="reviewed_zones_are_described",
        table="market.nec_zones",
        severity="error",
        description="A zone that is not waiting for a review has a type and a state.",
        remedy=REGISTER,
        expect=EachRow("needs_review or (zone_type is not null and state is not null)"),
        shows="slug, id, name, zone_type, state",
    ),
    Rule(
        name="zones_are_reviewed",
        table="market.nec_zones",
        severity="warning",
        description="No zone found on a sheet waits for a person to confirm it.",
        remedy="Add the name to `seeds/nec_zones.csv`, as a zone of its own or as an alias, and "
        "run `poultryco up`. Until then its prices are kept but stay out of `ana`.",
        expect=EachRow("not needs_review"),
        shows="slug, id, name",
    ),
)

PRICE_RULES = (
    Rule(
        name="prices_exist",
        table="market.nec_prices",
        severity="error",
        description="There are prices at all: every other rule would hold on an empty table.",
        remedy="Import the archive: `poultryco necc import`, or read the page: "
        "`poultryco necc fetch`.",
        expect=Query("""
            select 'market' as schema_name, 'nec_prices' as table_name,
                exists(select from market.nec_prices) as is_good
        """),
    ),
    Rule(
        name="prices_are_unique_by_zone_and_day",
        table="market.nec_prices",
        severity="error",
        description="A zone has at most one row of prices a day.",
        remedy="Delete the row with the older `last_changed_at`, then restore the primary key.",
        expect=Query("""
            select zone_id, date, count(*) as rows_count, count(*) = 1 as is_good
            from market.nec_prices
            group by zone_id, date
        """),
    ),
    _refers_to_zone("nec_prices", key="date"),
    Rule(
        name="suggested_prices_are_plausible",
        table="market.nec_prices",
        severity="error",
        description="A suggested price lies within 100 and 1000 rupees per 100 eggs.",
        remedy=RELOAD,
        expect=Between("suggested_price", 100, 1000),
        shows=PRICE,
    ),
    Rule(
        name="prevailing_prices_are_plausible",
        table="market.nec_prices",
        severity="error",
        description="A prevailing price lies within 100 and 1000 rupees per 100 eggs.",
        remedy=RELOAD,
        expect=Between("prevailing_price", 100, 1000),
        shows=PRICE,
    ),
    Rule(
        name="price_rows_hold_a_price",
        table="market.nec_prices",
        severity="error",
        description="A row has a suggested or a prevailing price: a day without one has no row.",
        remedy="Delete the empty rows.",
        expect=EachRow("num_nonnulls(suggested_price, prevailing_price) > 0"),
        shows=PRICE,
    ),
    Rule(
        name="prices_have_sources",
        table="market.nec_prices",
        severity="error",
        description="Each price says where it is from, and no source stands without its price.",
        remedy=RELOAD,
        expect=EachRow(
            "(suggested_price is null) = (suggested_source is null)"
            " and (prevailing_price is null) = (prevailing_source is null)"
        ),
        shows=f"{PRICE}, suggested_source, prevailing_source",
    ),
    *(
        Rule(
            name=f"{basis}_sources_are_known",
            table="market.nec_prices",
            severity="error",
            description=f"A {basis} price was imported, scraped, or entered by hand.",
            remedy=RELOAD,
            expect=OneOf(f"{basis}_source", SOURCES),
            shows=f"{PRICE}, {basis}_source",
        )
        for basis in ("suggested", "prevailing")
    ),
    Rule(
        name="price_dates_agree_with_their_parts",
        table="market.nec_prices",
        severity="error",
        description="Year, month and day of a price are those of its date.",
        remedy="Make the three columns generated again, as `database/warehouse/` has them.",
        expect=EachRow(
            "(year, month, day_of_month) = (extract(year from date),"
            " extract(month from date), extract(day from date))"
        ),
        shows=f"{PRICE}, year, month, day_of_month",
    ),
    Rule(
        name="prices_are_not_from_the_future",
        table="market.nec_prices",
        severity="error",
        description="No price is for a day later than the day, in India, it was first seen on.",
        remedy="Look at the sheet of that month: a price for a day to come is a slip of the page "
        "or of the file that was imported. Delete the row.",
        expect=EachRow("date <= (first_seen_at at time zone 'Asia/Kolkata')::date"),
        shows=f"{PRICE}, first_seen_at",
    ),
)

HISTORY_RULES = (
    Rule(
        name="prices_of_price_revisions_exist",
        table="market.nec_price_revisions",
        severity="error",
        description="Every correction belongs to a price that is there.",
        remedy=RELOAD,
        expect=Query("""
            select revision_id, zone_id, date, basis, exists(
                select from market.nec_prices as price
                where price.zone_id = revision.zone_id and price.date = revision.date
            ) as is_good
            from market.nec_price_revisions as revision
        """),
    ),
    _refers_to_sheet("nec_price_revisions", key=f"revision_id, {ZONE}, date, basis"),
    Rule(
        name="newest_revisions_tell_the_price",
        table="market.nec_price_revisions",
        severity="error",
        description="The newest correction of a cell ends at the price that stands there, or at "
        "none where the price is marked as vanished.",
        remedy="Something wrote a price past the loader. Compare the cell with its sheet, then "
        "load the month again.",
        expect=Query("""
            with newest as (
                select distinct on (zone_id, date, basis)
                    revision_id, zone_id, date, basis, new_price
                from market.nec_price_revisions
                order by zone_id, date, basis, revision_id desc
            ),
            cells as (
                select
                    newest.*,
                    case newest.basis when 'suggested' then price.suggested_price
                        else price.prevailing_price end as price,
                    case newest.basis when 'suggested' then price.suggested_vanished_at
                        else price.prevailing_vanished_at end as vanished_at
                from newest
                inner join market.nec_prices as price using (zone_id, date)
            )
            select *, case when new_price is null then vanished_at is not null
                else new_price = price and vanished_at is null end as is_good
            from cells
        """),
    ),
    Rule(
        name="vanished_prices_have_revisions",
        table="market.nec_prices",
        severity="error",
        description="A price marked as vanished has a correction that says when it went.",
        remedy="Something set the mark past the loader. Compare the cell with its sheet, then load "
        "the month again.",
        expect=Query("""
            select price.zone_id, price.date, cell.basis, cell.vanished_at, exists(
                select from market.nec_price_revisions as revision
                where revision.zone_id = price.zone_id and revision.date = price.date
                    and revision.basis = cell.basis and revision.new_price is null
            ) as is_good
            from market.nec_prices as price
            cross join lateral (values
                ('suggested', price.suggested_vanished_at),
                ('prevailing', price.prevailing_vanished_at)
            ) as cell (basis, vanished_at)
            where num_nonnulls(price.suggested_vanished_at, price.prevailing_vanished_at) > 0
                and cell.vanished_at is not null
        """),
    ),
    _refers_to_zone("nec_price_quarantine", key="quarantine_id"),
    _refers_to_sheet("nec_price_quarantine", key=f"quarantine_id, {ZONE}, date, basis"),
    Rule(
        name="quarantine_is_settled",
        table="market.nec_price_quarantine",
        severity="warning",
        description="No refused cell waits for the page to correct it.",
        remedy="Look at the cell on the page. If the page is right, enter the price by hand; if it "
        "is a slip, wait: a later sheet that shows a good price, or none, settles it.",
        expect=EachRow("resolved_at is not null"),
        shows=f"quarantine_id, {ZONE}, date, basis, cell_text, reason",
    ),
)

SHEET_RULES = (
    _refers_to_zone("nec_sheet_rows", key="sheet_month, basis"),
    _refers_to_sheet("nec_sheet_rows", key=f"sheet_month, {ZONE}, basis"),
    Rule(
        name="printed_averages_are_confirmed",
        table="market.nec_sheet_rows",
        severity="warning",
        description="The average a sheet prints for a zone is the mean of the cells we read.",
        remedy="Compare the row with the page: either the page made a slip (4 of 2,751 rows have "
        "one), or the parser misread a cell.",
        expect=EachRow("is_average_confirmed"),
        shows=f"sheet_month, {ZONE}, basis, printed_average, computed_average",
    ),
    _refers_to_sheet("nec_coverage", key="sheet_month, origin"),
    Rule(
        name="archive_months_have_prices",
        table="market.nec_coverage",
        severity="error",
        description="A month the archive covers has prices.",
        remedy="Import the archive again: `poultryco necc import`.",
        expect=Query("""
            select sheet_month, covered_until, exists(
                select from market.nec_prices
                where date between sheet_month and covered_until
            ) as is_good
            from market.nec_coverage
            where origin = 'archive'
        """),
    ),
)

TABLE_RULES = (*ZONE_RULES, *PRICE_RULES, *HISTORY_RULES, *SHEET_RULES)
