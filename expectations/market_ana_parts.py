"""What the rules on `ana` have in common. The rules: `market_ana_days`, `market_ana_months`."""

from collections.abc import Iterable

from expectations.rules import Query, Rule

BUILD = (
    "If prices were loaded after the last build: `poultryco dbt build`. If it still fails after"
    " that: `poultryco dbt build --full-refresh`."
)
REBUILD = "Build the model and what follows from it in full: `poultryco dbt build --full-refresh`."


# A day on which nothing was collected may show the application's price: such days speak for
# themselves. That they are none of those collected is asked too.
MARKET_PRICES = """
    select
        zone.name as zone_name, price.zone_id, price.date as price_date, price.suggested_price,
        price.prevailing_price, price.year, price.month, price.day_of_month
    from market.nec_prices as price
    inner join market.nec_zones as zone on zone.id = price.zone_id
    where not zone.needs_review
    union all
    select
        zone_name, zone_id, price_date, suggested_price_inr_per_100_eggs,
        prevailing_price_inr_per_100_eggs, extract(year from price_date)::smallint,
        extract(month from price_date)::smallint, extract(day from price_date)::smallint
    from ana.ana_necc_daily_prices as daily
    where
        price_source = 'application'
        and not exists (
            select from market.nec_prices as price
            where price.zone_id = daily.zone_id and price.date = daily.price_date
        )
"""


def recomputes(change: str, of: str, since: str) -> str:
    """Return SQL that is true where two columns named `change` follow from two others."""
    return (
        f"({change}_inr_per_100_eggs, {change}_pct) is not distinct from"
        f" ({of} - {since}, round(100.0 * ({of} - {since}) / nullif({since}, 0), 2))"
    )


def unique_by(table: str, *key: str) -> Rule:
    """Return the rule that the columns tell the rows of the table apart."""
    columns = ", ".join(key)
    return Rule(
        name=f"keys_of_{table.removeprefix('ana_necc_')}_are_unique",
        table=f"ana.{table}",
        severity="error",
        description=f"No two rows share {listed(key)}.",
        remedy=REBUILD,
        expect=Query(f"""
            select {columns}, count(*) as rows_count, count(*) = 1 as is_good
            from ana.{table}
            group by {columns}
        """),  # noqa: S608
    )


def listed(words: Iterable[str]) -> str:
    """Return the words as a person lists them: "zone_id, date and basis"."""
    *first, last = words
    return f"{', '.join(first)} and {last}"
