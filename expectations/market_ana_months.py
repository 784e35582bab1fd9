"""Rules on what dbt makes of months and years: averages, and the same month or day a year before.

Figures are computed once more from `market`, in another way than dbt did.
"""

from expectations.market_ana_parts import BUILD, MARKET_PRICES, REBUILD, recomputes, unique_by
from expectations.rules import EachRow, Query, Rule

MONTH = "zone_name, price_month, zone_id"


def _monthly_rule(name: str, description: str, figures: dict[str, str]) -> Rule:
    """Return the rule that columns of the monthly table are these aggregates of `market`."""
    computed = ", ".join(f"{sql} as {column}" for column, sql in figures.items())
    shown = ", ".join(
        f"collected.{column} as market_{column}, monthly.{column} as ana_{column}"
        for column in figures
    )
    return Rule(
        name=name,
        table="ana.ana_necc_monthly_averages",
        severity="error",
        description=description,
        remedy=BUILD,
        expect=Query(f"""
            select
                coalesce(collected.zone_name, monthly.zone_name) as zone_name, price_month, zone_id,
                {shown},
                ({", ".join(f"collected.{column}" for column in figures)}) is not distinct from
                ({", ".join(f"monthly.{column}" for column in figures)}) as is_good
            from (
                select
                    zone_id, min(zone_name) as zone_name, make_date(year, month, 1) as price_month,
                    {computed}
                from ({MARKET_PRICES.strip()}) as prices
                group by zone_id, year, month
            ) as collected
            full join ana.ana_necc_monthly_averages as monthly using (zone_id, price_month)
        """),  # noqa: S608
    )


MONTHLY_RULES = (
    unique_by("ana_necc_monthly_averages", "zone_id", "price_month"),
    _monthly_rule(
        "monthly_day_counts_agree_with_market",
        "A month of a zone counts the days that have prices in `market.nec_prices`, and months "
        "without any are not there.",
        {
            "published_days_count": "count(*)",
            "suggested_days_count": "count(suggested_price)",
            "prevailing_days_count": "count(prevailing_price)",
        },
    ),
    _monthly_rule(
        "monthly_averages_recompute_from_market",
        "Average, lowest and highest price of a month, on both bases, follow from "
        "`market.nec_prices`.",
        {
            f"{short}_{basis}_price_inr_per_100_eggs": sql.format(f"{basis}_price")
            for basis in ("suggested", "prevailing")
            for short, sql in (
                ("avg", "round(avg({}), 2)"),
                ("min", "min({})"),
                ("max", "max({})"),
            )
        },
    ),
)

YOY_RULES = (
    unique_by("ana_necc_yoy_comparison", "zone_id", "price_month"),
    *(
        Rule(
            name=f"yoy_{basis}_changes_recompute",
            table="ana.ana_necc_yoy_comparison",
            severity="error",
            description=f"The {basis} change on the year before follows from the two averages.",
            remedy=REBUILD,
            expect=EachRow(
                recomputes(
                    f"{basis}_change",
                    f"avg_{basis}_price_inr_per_100_eggs",
                    f"last_year_avg_{basis}_price_inr_per_100_eggs",
                )
            ),
            shows=f"{MONTH}, avg_{basis}_price_inr_per_100_eggs,"
            f" last_year_avg_{basis}_price_inr_per_100_eggs,"
            f" {basis}_change_inr_per_100_eggs, {basis}_change_pct",
        )
        for basis in ("suggested", "prevailing")
    ),
    Rule(
        name="yoy_averages_agree_with_months",
        table="ana.ana_necc_yoy_comparison",
        severity="error",
        description="Both averages of a year-over-year row are those of the monthly table, and no "
        "month is left out.",
        remedy=REBUILD,
        expect=Query("""
            select
                coalesce(this_year.zone_name, yoy.zone_name) as zone_name, price_month, zone_id,
                (
                    this_year.avg_suggested_price_inr_per_100_eggs,
                    this_year.avg_prevailing_price_inr_per_100_eggs,
                    last_year.avg_suggested_price_inr_per_100_eggs,
                    last_year.avg_prevailing_price_inr_per_100_eggs
                ) is not distinct from (
                    yoy.avg_suggested_price_inr_per_100_eggs,
                    yoy.avg_prevailing_price_inr_per_100_eggs,
                    yoy.last_year_avg_suggested_price_inr_per_100_eggs,
                    yoy.last_year_avg_prevailing_price_inr_per_100_eggs
                ) as is_good
            from ana.ana_necc_monthly_averages as this_year
            full join ana.ana_necc_yoy_comparison as yoy using (zone_id, price_month)
            left join (
                select
                    zone_id as compared_zone_id,
                    (price_month + interval '1 year')::date as compared_month,
                    avg_suggested_price_inr_per_100_eggs, avg_prevailing_price_inr_per_100_eggs
                from ana.ana_necc_monthly_averages
            ) as last_year
                on last_year.compared_zone_id = this_year.zone_id
                and last_year.compared_month = this_year.price_month
        """),
    ),
    unique_by("ana_necc_yoy_daily", "zone_id", "month_number", "day_number", "price_year"),
    Rule(
        name="yoy_daily_prices_agree_with_market",
        table="ana.ana_necc_yoy_daily",
        severity="error",
        description="Prices by day and month stand under the date they have in "
        "`market.nec_prices`, 1 March under 1 March, wherever a zone has two years or more.",
        remedy=REBUILD,
        expect=Query(f"""
            select
                coalesce(collected.zone_name, yoy.zone_name) as zone_name, month_number, day_number,
                price_year, zone_id, collected.suggested_price as market_suggested_price,
                yoy.price_inr_per_100_eggs as ana_price,
                collected.last_year_price as market_last_year_price,
                yoy.last_year_price_inr_per_100_eggs as ana_last_year_price,
                (collected.suggested_price, collected.last_year_price, collected.years_count)
                is not distinct from (
                    yoy.price_inr_per_100_eggs, yoy.last_year_price_inr_per_100_eggs,
                    yoy.years_count
                ) and collected.years_count >= 2 as is_good
            from (
                select
                    prices.zone_name, prices.zone_id, prices.suggested_price,
                    prices.month as month_number, prices.day_of_month as day_number,
                    prices.year as price_year, last_year.suggested_price as last_year_price,
                    count(*) over (
                        partition by prices.zone_id, prices.month, prices.day_of_month
                    ) as years_count
                from ({MARKET_PRICES.strip()}) as prices
                left join market.nec_prices as last_year
                    on last_year.zone_id = prices.zone_id and last_year.year = prices.year - 1
                    and last_year.month = prices.month
                    and last_year.day_of_month = prices.day_of_month
                where prices.suggested_price is not null
            ) as collected
            full join ana.ana_necc_yoy_daily as yoy
                using (zone_id, month_number, day_number, price_year)
            where collected.years_count >= 2 or yoy.years_count is not null
        """),  # noqa: S608
    ),
    Rule(
        name="yoy_daily_changes_recompute",
        table="ana.ana_necc_yoy_daily",
        severity="error",
        description="The change on the same day of the year before follows from the two prices.",
        remedy=REBUILD,
        expect=EachRow(
            recomputes("change", "price_inr_per_100_eggs", "last_year_price_inr_per_100_eggs")
        ),
        shows="zone_name, month_number, day_number, price_year, zone_id, price_inr_per_100_eggs,"
        " last_year_price_inr_per_100_eggs, change_inr_per_100_eggs, change_pct",
    ),
)

MONTH_RULES = (*MONTHLY_RULES, *YOY_RULES)
