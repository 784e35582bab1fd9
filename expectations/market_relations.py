"""Rules on zones whose prices have moved together for years.

None of them is a law, so they warn: a break says that somebody should look at the page, for a
misread section or shifted row shows here first. Shares as found in the history of 2016 to 2026.
"""

from expectations.rules import Query, Rule

WINDOW_DAYS = 365


def _difference(slug: str, other_slug: str, rupees: int, *, tolerance: float, seen: str) -> Rule:
    """Return the rule that `slug` costs `rupees` more than `other_slug` on days both are quoted."""
    name = f"{_column(slug)}_follows_{_column(other_slug)}"
    apart = f"costs {abs(rupees)} {'more' if rupees > 0 else 'less'} than" if rupees else "equals"
    return Rule(
        name=name,
        table="market.nec_prices",
        severity="warning",
        description=f"`{slug}` {apart} `{other_slug}` in the last {WINDOW_DAYS} days, but for "
        f"{tolerance:.0%} of them ({seen}).",
        remedy="Compare the days with the page. Where it says the same, the market has changed: "
        "note it, and widen or drop the rule if it lasts.",
        tolerance=tolerance,
        expect=Query(f"""
            select
                price.date, price.suggested_price as {_column(slug)},
                other.suggested_price as {_column(other_slug)},
                price.suggested_price - other.suggested_price = {rupees} as is_good
            from market.nec_prices as price
            inner join market.nec_prices as other on other.date = price.date
            where price.zone_id = (select id from market.nec_zones where slug = '{slug}')
                and other.zone_id = (select id from market.nec_zones where slug = '{other_slug}')
                and price.date > (select max(date) from market.nec_prices) - {WINDOW_DAYS}
                and price.suggested_price is not null and other.suggested_price is not null
        """),  # noqa: S608
    )


def _column(slug: str) -> str:
    return slug.replace("-", "_")


RELATION_RULES = (
    _difference("w-godavari", "e-godavari", 0, tolerance=0.03, seen="equal on 99.5 % of days"),
    _difference("chittoor", "chennai-cc", -7, tolerance=0.1, seen="so on 98 % of days"),
    _difference("warangal", "hyderabad", 2, tolerance=0.1, seen="93 to 100 % of days since 2021"),
)
