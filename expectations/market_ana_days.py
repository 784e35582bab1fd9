"""Rules on what dbt makes of single days: the daily table, the summary of zones, anomalies.

Figures are compared with `market`, or computed once more in another way than dbt did.
"""

from expectations.market_ana_parts import (
    BUILD,
    MARKET_PRICES,
    REBUILD,
    listed,
    recomputes,
    unique_by,
)
from expectations.rules import EachRow, OneOf, Query, Rule, Unique

DAY_STATES = ("published", "missing", "not_read", "not_listed")
ANOMALY_KINDS = ("spike", "drop", "divergence", "slip")
DAY = "zone_name, price_date, zone_id"

DAILY_RULES = (
    unique_by("ana_necc_daily_prices", "zone_id", "price_date"),
    Rule(
        name="daily_prices_have_every_day",
        table="ana.ana_necc_daily_prices",
        severity="error",
        description="Each reviewed zone has a row for every day from 2009-01-01 to the last day "
        "that any zone has.",
        remedy=REBUILD,
        expect=Query("""
            select
                zone.name as zone_name, zone.id as zone_id,
                (select max(price_date) from ana.ana_necc_daily_prices)
                - date '2009-01-01' + 1 as wanted_days_count,
                days.days_count,
                days.days_count
                = (select max(price_date) from ana.ana_necc_daily_prices) - date '2009-01-01' + 1
                as is_good
            from market.nec_zones as zone
            left join (
                select zone_id, count(distinct price_date) as days_count
                from ana.ana_necc_daily_prices
                where price_date >= date '2009-01-01'
                group by zone_id
            ) as days on days.zone_id = zone.id
            where not zone.needs_review
        """),
    ),
    Rule(
        name="daily_prices_agree_with_market",
        table="ana.ana_necc_daily_prices",
        severity="error",
        description="The published days are those that have prices in `market.nec_prices`, with "
        "the same two prices.",
        remedy=BUILD,
        expect=Query(f"""
            select
                coalesce(collected.zone_name, daily.zone_name) as zone_name, price_date, zone_id,
                collected.suggested_price as market_suggested_price,
                daily.suggested_price_inr_per_100_eggs as ana_suggested_price,
                collected.prevailing_price as market_prevailing_price,
                daily.prevailing_price_inr_per_100_eggs as ana_prevailing_price,
                (collected.suggested_price, collected.prevailing_price) is not distinct from (
                    daily.suggested_price_inr_per_100_eggs,
                    daily.prevailing_price_inr_per_100_eggs
                ) as is_good
            from ({MARKET_PRICES.strip()}) as collected
            full join (
                select * from ana.ana_necc_daily_prices where day_state = 'published'
            ) as daily using (zone_id, price_date)
        """),  # noqa: S608
    ),
    Rule(
        name="day_states_are_known",
        table="ana.ana_necc_daily_prices",
        severity="error",
        description=f"The state of a day is {listed(DAY_STATES).replace(' and ', ' or ')}.",
        remedy=REBUILD,
        expect=OneOf("day_state", DAY_STATES),
        shows=f"{DAY}, day_state",
    ),
    Rule(
        name="day_states_agree_with_prices",
        table="ana.ana_necc_daily_prices",
        severity="error",
        description="A day is published if it has a price and a basis, and only then: no price is "
        "carried forward into a day without one.",
        remedy=REBUILD,
        expect=EachRow(
            "num_nonnulls(price_inr_per_100_eggs, price_basis)"
            " = case when day_state = 'published' then 2 else 0 end"
        ),
        shows=f"{DAY}, day_state, price_basis, price_inr_per_100_eggs",
    ),
    Rule(
        name="daily_changes_recompute",
        table="ana.ana_necc_daily_prices",
        severity="error",
        description="The change on the previous published day follows from the two prices.",
        remedy=REBUILD,
        expect=EachRow(
            recomputes("change", "price_inr_per_100_eggs", "previous_price_inr_per_100_eggs")
        ),
        shows=f"{DAY}, price_inr_per_100_eggs, previous_price_inr_per_100_eggs,"
        " change_inr_per_100_eggs, change_pct",
    ),
    Rule(
        name="last_known_prices_have_their_age",
        table="ana.ana_necc_daily_prices",
        severity="error",
        description="The last known price is of that day or earlier, as old as its age says, and "
        "not old at all on a published day.",
        remedy=REBUILD,
        expect=EachRow(
            "last_known_price_age_days is not distinct from price_date - last_known_price_date"
            " and coalesce(last_known_price_age_days >= 0, true)"
            " and (day_state = 'published') = coalesce(last_known_price_age_days = 0, false)"
        ),
        shows=f"{DAY}, day_state, last_known_price_date, last_known_price_age_days",
    ),
)


SUMMARY_RULES = (
    Rule(
        name="zone_summary_has_one_row_a_zone",
        table="ana.ana_necc_zone_summary",
        severity="error",
        description="No zone stands in the summary twice.",
        remedy=REBUILD,
        expect=Unique(("zone_id",)),
        shows="zone_name, this.zone_id, latest_price_date",
    ),
    Rule(
        name="zone_summary_ends_at_the_last_published_day",
        table="ana.ana_necc_zone_summary",
        severity="error",
        description="All figures of the summary are as of the last day with a published price.",
        remedy=REBUILD,
        expect=EachRow(
            "as_of_date = (select max(price_date) from ana.ana_necc_daily_prices"
            " where day_state = 'published')"
        ),
        shows="zone_name, as_of_date, zone_id",
    ),
    Rule(
        name="zone_summary_tells_the_latest_prices",
        table="ana.ana_necc_zone_summary",
        severity="error",
        description="The summary has every zone with a price, and its latest price is that of "
        "`market.nec_prices`.",
        remedy=BUILD,
        expect=Query(f"""
            select
                coalesce(collected.zone_name, summary.zone_name) as zone_name, zone_id,
                collected.price_date as market_price_date,
                summary.latest_price_date as ana_price_date,
                collected.price as market_price,
                summary.latest_price_inr_per_100_eggs as ana_price,
                (collected.price_date, collected.price) is not distinct from
                (summary.latest_price_date, summary.latest_price_inr_per_100_eggs) as is_good
            from (
                select distinct on (zone_id)
                    zone_id, zone_name, price_date,
                    coalesce(suggested_price, prevailing_price) as price
                from ({MARKET_PRICES.strip()}) as prices
                order by zone_id, price_date desc
            ) as collected
            full join ana.ana_necc_zone_summary as summary using (zone_id)
        """),  # noqa: S608
    ),
)

ANOMALY_RULES = (
    unique_by("ana_necc_price_anomalies", "zone_id", "price_date", "anomaly_kind"),
    Rule(
        name="anomaly_kinds_are_known",
        table="ana.ana_necc_price_anomalies",
        severity="error",
        description=f"An anomaly is a {', a '.join(ANOMALY_KINDS[:-1])} or a {ANOMALY_KINDS[-1]}.",
        remedy=REBUILD,
        expect=OneOf("anomaly_kind", ANOMALY_KINDS),
        shows=f"{DAY}, anomaly_kind",
    ),
    Rule(
        name="anomalies_point_at_published_days",
        table="ana.ana_necc_price_anomalies",
        severity="error",
        description="Every anomaly is about a price that was published on that day.",
        remedy=REBUILD,
        expect=Query("""
            select
                anomaly.zone_name, anomaly.price_date, anomaly.zone_id, anomaly.anomaly_kind,
                anomaly.price_inr_per_100_eggs, daily.price_inr_per_100_eggs as published_price,
                anomaly.price_inr_per_100_eggs = daily.price_inr_per_100_eggs as is_good
            from ana.ana_necc_price_anomalies as anomaly
            left join ana.ana_necc_daily_prices as daily
                on daily.zone_id = anomaly.zone_id and daily.price_date = anomaly.price_date
                and daily.day_state = 'published'
        """),
    ),
)

DAY_RULES = (*DAILY_RULES, *SUMMARY_RULES, *ANOMALY_RULES)
