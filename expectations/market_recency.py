"""Rules whose verdict depends on how recent the prices are.

Windows end at the last day that was read, never at the clock; only staleness asks what day it
is. As long as the live page has never been read, age says nothing about the data, and these
rules warn at most.
"""

from expectations.rules import Query, Rule

WINDOW_DAYS = 14
STALE_AFTER_DAYS = 2

# A sheet may have been read that showed no price for its last days: they count.
LAST_DAY = """
                select greatest(
                    (select max(covered_until) from market.nec_coverage),
                    (select max(date) from market.nec_prices
                     where date <= (now() at time zone 'Asia/Kolkata')::date)
                ) as date
"""

RECENCY_RULES = (
    Rule(
        name="recent_days_have_prices",
        table="market.nec_prices",
        severity="error",
        description=f"Every zone quoted today has a price on each of the last {WINDOW_DAYS} days "
        "that were read; one in ten may be missing, for cells fill in late.",
        remedy="Read the page again: `poultryco necc fetch`. If the days stay empty, look at the "
        "page: it may have stopped quoting, or changed.",
        tolerance=0.1,
        depends_on_recency=True,
        expect=Query(f"""
            with last_day as ({LAST_DAY.strip()})
            select
                zone.name as zone_name, last_day.date - days_ago as date, zone.id as zone_id,
                price.zone_id is not null as is_good
            from last_day
            cross join generate_series(0, {WINDOW_DAYS - 1}) as days_ago
            cross join market.nec_zones as zone
            left join market.nec_prices as price
                on price.zone_id = zone.id and price.date = last_day.date - days_ago
            where zone.is_active and last_day.date is not null
        """),  # noqa: S608
    ),
    Rule(
        name="zones_are_still_quoted",
        table="market.nec_zones",
        severity="warning",
        description=f"Every zone quoted today has at least one price in the last {WINDOW_DAYS} "
        "days that were read.",
        remedy="Look at the page: the zone may have been renamed (add the new name as an alias in "
        "`seeds/nec_zones.csv`) or dropped (set its `listed_until` there).",
        depends_on_recency=True,
        expect=Query(f"""
            with last_day as ({LAST_DAY.strip()})
            select
                zone.name as zone_name, zone.id as zone_id, count(price.date) as priced_days_count,
                count(price.date) > 0 as is_good
            from last_day
            cross join market.nec_zones as zone
            left join market.nec_prices as price
                on price.zone_id = zone.id and price.date > last_day.date - {WINDOW_DAYS}
            where zone.is_active and last_day.date is not null
            group by zone.id, zone.name
        """),  # noqa: S608
    ),
    Rule(
        name="prices_are_fresh",
        table="market.nec_prices",
        severity="error",
        description=f"The last published day is at most {STALE_AFTER_DAYS} days ago in India.",
        remedy="Read the page: `poultryco necc fetch`. If it fails, it says why; see the run log "
        "`market.nec_scraper_logs`.",
        depends_on_recency=True,
        expect=Query(f"""
            select
                last_published_date, today_in_india,
                today_in_india - last_published_date as age_days,
                today_in_india - last_published_date <= {STALE_AFTER_DAYS} as is_good
            from (select (now() at time zone 'Asia/Kolkata')::date as today_in_india) as today
            cross join lateral (
                select max(date) as last_published_date from market.nec_prices
                where date <= today_in_india
            ) as prices
        """),  # noqa: S608
    ),
)
