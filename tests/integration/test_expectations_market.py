"""Every rule on `market` finds the fault it is there for, and shows its rows; no other fails."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from database.server import EmbeddedServer
from expectations.runner import run_checks
from expectations.suites import rules
from tests.planted_faults import Fault, assert_found, plant, small_market

# What day it is today is not a matter of the rows; its own tests are in the runner's.
CLOCK = "prices_are_fresh"
NAMES = [rule.name for rule in rules("market") if rule.name != CLOCK]

NAMAKKAL = "(select id from market.nec_zones where name = 'Namakkal')"
NAGPUR = "(select id from market.nec_zones where name = 'Nagpur')"
PUNE = "(select id from market.nec_zones where name = 'Pune')"
NOBODY = "00000000-0000-0000-0000-000000000001"
ROW = {"zone_name": "Namakkal", "date": "2026-03-10"}


def on_10_march(change: str) -> str:
    """Return SQL that changes the price of Namakkal on that day."""
    return (
        f"update market.nec_prices set {change} where zone_id = {NAMAKKAL} and date = '2026-03-10';"
    )


# Zone, the zone it follows, how many rupees it costs more.
RELATIONS = (
    ("w-godavari", "e-godavari", 0),
    ("chittoor", "chennai-cc", -7),
    ("warangal", "hyderabad", 2),
)


def apart(slug: str, other_slug: str, rupees: int) -> Fault:
    """Return the fault that a zone follows another but for forty days, all of them published."""
    days = [date(2025, 7, 1) + timedelta(days=passed) for passed in range(40)]
    return Fault(
        f"{slug}_follows_{other_slug}".replace("-", "_"),
        f"""
        update market.nec_prices as price
        set suggested_price = other.suggested_price + {rupees}
            + case when price.date between '{days[0]}' and '{days[-1]}' then 50 else 0 end
        from market.nec_prices as other
        where price.date = other.date
            and price.zone_id = (select id from market.nec_zones where slug = '{slug}')
            and other.zone_id = (select id from market.nec_zones where slug = '{other_slug}')
        """,
        [{"date": str(day)} for day in days],
    )


FAULTS = (
    Fault(
        "zone_slugs_are_unique",
        "update market.nec_zones set slug = 'pune' where slug = 'namakkal'",
        [{"slug": "pune"}, {"slug": "pune"}],
    ),
    Fault(
        "reviewed_zones_are_described",
        "update market.nec_zones set state = null where slug = 'pune'",
        [{"slug": "pune", "state": None}],
    ),
    Fault(
        "zones_are_reviewed",
        f"""
        insert into market.nec_zones (
            id, name, slug, section, sort_order, is_active, needs_review
        ) values ('{NOBODY}', 'Miraj', 'miraj', 'suggested', 99, false, true)
        """,
        [{"slug": "miraj", "name": "Miraj"}],
    ),
    Fault(
        "prices_exist",
        "truncate market.nec_prices cascade; truncate market.nec_coverage",
        [{"schema_name": "market", "table_name": "nec_prices"}],
        also=frozenset({"prices_of_price_revisions_exist"}),
    ),
    Fault(
        "prices_are_unique_by_zone_and_day",
        f"""
        insert into market.nec_prices (
            zone_id, date, year, month, day_of_month, suggested_price, suggested_source,
            first_seen_at, last_changed_at
        )
        select zone_id, date, year, month, day_of_month, 500, 'manual', first_seen_at, now()
        from market.nec_prices where zone_id = {NAMAKKAL} and date = '2026-03-10'
        """,
        [{"date": "2026-03-10", "rows_count": 2}],
    ),
    Fault(
        "zones_of_prices_exist",
        on_10_march(f"zone_id = '{NOBODY}'"),
        [{"date": "2026-03-10", "zone_id": NOBODY}],
    ),
    Fault(
        "suggested_prices_are_plausible",
        on_10_march("suggested_price = 99")
        + f"""
        update market.nec_prices
        set suggested_price = case day_of_month when 11 then 100 else 1000 end
        where zone_id = {NAMAKKAL} and date in ('2026-03-11', '2026-03-12')
        """,
        [ROW | {"suggested_price": 99}],
    ),
    Fault(
        "prevailing_prices_are_plausible",
        f"""
        update market.nec_prices set prevailing_price = 1001
        where zone_id = {NAGPUR} and date = '2026-03-10'
        """,
        [{"zone_name": "Nagpur", "date": "2026-03-10", "prevailing_price": 1001}],
    ),
    Fault(
        "price_rows_hold_a_price",
        on_10_march("suggested_price = null, suggested_source = null"),
        [ROW | {"suggested_price": None, "prevailing_price": None}],
    ),
    Fault(
        "prices_have_sources",
        on_10_march("suggested_source = null")
        + on_10_march("prevailing_source = 'manual'").replace("03-10", "03-11"),
        [
            ROW | {"suggested_source": None},
            ROW | {"date": "2026-03-11", "prevailing_source": "manual", "prevailing_price": None},
        ],
    ),
    Fault(
        "suggested_sources_are_known",
        on_10_march("suggested_source = 'rumour'"),
        [ROW | {"suggested_source": "rumour"}],
    ),
    Fault(
        "prevailing_sources_are_known",
        f"""
        update market.nec_prices set prevailing_source = 'rumour'
        where zone_id = {NAGPUR} and date = '2026-03-10'
        """,
        [{"zone_name": "Nagpur", "prevailing_source": "rumour"}],
    ),
    *(
        Fault("price_dates_agree_with_their_parts", on_10_march(f"{part} = 7"), [ROW | {part: 7}])
        for part in ("year", "month", "day_of_month")
    ),
    Fault(
        "prices_are_not_from_the_future",
        # 23:30 of the 9th in India, and 00:30 of the 10th.
        on_10_march("first_seen_at = '2026-03-09 18:00Z'")
        + on_10_march("first_seen_at = '2026-03-10 19:00Z'").replace(
            "date = '2026-03-10'", "date = '2026-03-11'"
        ),
        [ROW],
    ),
    Fault(
        "prices_of_price_revisions_exist",
        f"""
        insert into market.nec_price_revisions (zone_id, date, basis, old_price, new_price, seen_at)
        values ({NAMAKKAL}, '2019-01-01', 'suggested', 400, 401, now())
        """,
        [{"date": "2019-01-01", "basis": "suggested"}],
    ),
    Fault(
        "sheets_of_price_revisions_exist",
        "update market.nec_price_revisions set sheet_id = 999 where new_price is null",
        [{"zone_name": "Pune", "date": "2026-04-02", "sheet_id": 999}],
    ),
    Fault(
        "newest_revisions_tell_the_price",
        f"""
        update market.nec_prices set suggested_price = 500
        where zone_id = {PUNE} and date = '2026-04-01';
        update market.nec_prices set suggested_vanished_at = null
        where zone_id = {PUNE} and date = '2026-04-02'
        """,
        [{"date": "2026-04-01", "price": 500}, {"date": "2026-04-02", "new_price": None}],
    ),
    Fault(
        "vanished_prices_have_revisions",
        on_10_march("suggested_vanished_at = now()"),
        [{"date": "2026-03-10", "basis": "suggested"}],
    ),
    Fault(
        "zones_of_price_quarantine_exist",
        f"update market.nec_price_quarantine set zone_id = '{NOBODY}'",
        [{"zone_id": NOBODY}],
    ),
    Fault(
        "sheets_of_price_quarantine_exist",
        "update market.nec_price_quarantine set sheet_id = 999",
        [{"sheet_id": 999}],
    ),
    Fault(
        "quarantine_is_settled",
        "update market.nec_price_quarantine set resolved_at = null",
        [{"zone_name": "Pune", "date": "2026-04-03", "cell_text": "4O5", "reason": "not_a_price"}],
    ),
    Fault(
        "zones_of_sheet_rows_exist",
        f"update market.nec_sheet_rows set zone_id = '{NOBODY}' where zone_id = {PUNE}",
        [{"sheet_month": "2026-04-01", "zone_id": NOBODY}],
    ),
    Fault(
        "sheets_of_sheet_rows_exist",
        f"update market.nec_sheet_rows set sheet_id = 999 where zone_id = {PUNE}",
        [{"zone_name": "Pune", "sheet_id": 999}],
    ),
    Fault(
        "printed_averages_are_confirmed",
        f"update market.nec_sheet_rows set printed_average = 1 where zone_id = {PUNE}",
        [{"sheet_month": "2026-04-01", "zone_name": "Pune", "printed_average": 1}],
    ),
    Fault(
        "sheets_of_coverage_exist",
        "update market.nec_coverage set sheet_id = 999 where origin = 'sheet'",
        [{"sheet_month": "2026-04-01", "origin": "sheet", "sheet_id": 999}],
    ),
    Fault(
        "archive_months_have_prices",
        """
        insert into market.nec_coverage
        values ('2012-05-01', 'archive', '2012-05-31', null, now())
        """,
        [{"sheet_month": "2012-05-01", "covered_until": "2012-05-31"}],
    ),
    Fault(
        "recent_days_have_prices",
        "delete from market.nec_prices where date in ('2026-03-30', '2026-03-31')",
        [
            {"zone_name": name, "date": day}
            for name in (
                "Chennai (CC)",
                "Chittoor",
                "E.Godavari",
                "Hyderabad",
                "Nagpur",
                "Namakkal",
                "Pune",
                "W.Godavari",
                "Warangal",
            )
            for day in ("2026-03-30", "2026-03-31")
        ],
    ),
    *(apart(*relation) for relation in RELATIONS),
    Fault(
        "zones_are_still_quoted",
        f"delete from market.nec_prices where zone_id = {NAGPUR} and date >= '2026-03-25'",
        [{"zone_name": "Nagpur", "priced_days_count": 0}],
        also=frozenset({"recent_days_have_prices"}),
    ),
)


@pytest.fixture
def market_copy(server: EmbeddedServer, copy_database: Callable[[str], str]) -> str:
    """URL of a small warehouse that keeps every rule and has no constraints."""
    return copy_database(small_market(server))


def test_nothing_fails_when_nothing_is_wrong(market_copy: str) -> None:
    results = run_checks(market_copy, rules("market", names=NAMES))
    assert {each.check_name: each.message for each in results if each.status != "passed"} == {}
    assert [each.check_name for each in results if not each.rows_checked] == []


def test_every_rule_has_a_fault_that_it_must_find() -> None:
    assert {fault.rule for fault in FAULTS} == set(NAMES)


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_rule_finds_its_fault_when_it_is_planted(fault: Fault, market_copy: str) -> None:
    plant(market_copy, fault)
    assert_found(run_checks(market_copy, rules("market", names=NAMES)), fault)
