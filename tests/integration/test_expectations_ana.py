"""Every rule on `ana` finds the fault it is there for, and shows its rows; no other fails."""

from collections.abc import Callable

import pytest

from database.connections import connect
from database.server import EmbeddedServer
from expectations.runner import run_checks
from expectations.suites import rules
from tests.planted_faults import Fault, assert_found, plant, small_ana

DAY = "zone_name = 'Namakkal' and price_date = '2026-03-10'"
MONTH = "zone_name = 'Namakkal' and price_month = '2026-03-01'"
NAGPUR_MONTH = "zone_name = 'Nagpur' and price_month = '2026-03-01'"
DAY_ROW = {"zone_name": "Namakkal", "price_date": "2026-03-10"}
MONTH_ROW = {"zone_name": "Namakkal", "price_month": "2026-03-01"}
# No sheet and no archive was kept of that year.
UNREAD_DAY = "zone_name = 'Namakkal' and price_date = '2015-01-01'"
UNREAD_ROW = {"zone_name": "Namakkal", "price_date": "2015-01-01"}

FIRST_ANOMALY = """
(zone_id, price_date, anomaly_kind) in (
    select zone_id, price_date, anomaly_kind from ana.ana_necc_price_anomalies
    order by zone_id, price_date, anomaly_kind limit 1
)
"""


def changed(table: str, row: str, change: str) -> str:
    """Return SQL that changes a row."""
    return f"update ana.{table} set {change} where {row};"


def doubled(table: str, row: str) -> str:
    """Return SQL that puts a row in twice."""
    return f"insert into ana.{table} select * from ana.{table} where {row}"


FAULTS = (
    Fault(
        "keys_of_daily_prices_are_unique",
        doubled("ana_necc_daily_prices", DAY),
        [{"price_date": "2026-03-10", "rows_count": 2}],
    ),
    Fault(
        "daily_prices_have_every_day",
        f"delete from ana.ana_necc_daily_prices where {UNREAD_DAY}",
        [{"zone_name": "Namakkal"}],
    ),
    Fault(
        "daily_prices_agree_with_market",
        changed("ana_necc_daily_prices", DAY, "suggested_price_inr_per_100_eggs = 1"),
        [DAY_ROW | {"ana_suggested_price": 1}],
    ),
    Fault(
        "daily_prices_agree_with_market",
        # A correction that came after the last build.
        """
        delete from market.nec_prices where date = '2026-03-10'
            and zone_id = (select id from market.nec_zones where slug = 'namakkal')
        """,
        [DAY_ROW | {"market_suggested_price": None}],
        also=frozenset(
            {
                "monthly_day_counts_agree_with_market",
                "monthly_averages_recompute_from_market",
                "yoy_daily_prices_agree_with_market",
            }
        ),
    ),
    Fault(
        "day_states_are_known",
        changed("ana_necc_daily_prices", UNREAD_DAY, "day_state = 'holiday'"),
        [UNREAD_ROW | {"day_state": "holiday"}],
    ),
    Fault(
        "day_states_agree_with_prices",
        changed(
            "ana_necc_daily_prices",
            UNREAD_DAY,
            "price_inr_per_100_eggs = 400, price_basis = 'suggested'",
        ),
        [UNREAD_ROW | {"day_state": "not_read", "price_inr_per_100_eggs": 400}],
    ),
    Fault(
        "daily_changes_recompute",
        changed("ana_necc_daily_prices", DAY, "change_pct = change_pct + 0.01"),
        [DAY_ROW],
    ),
    Fault(
        "last_known_prices_have_their_age",
        changed("ana_necc_daily_prices", DAY, "last_known_price_date = last_known_price_date - 1")
        + changed(
            "ana_necc_daily_prices",
            DAY.replace("10", "11"),
            "last_known_price_date = price_date + 1, last_known_price_age_days = -1",
        ),
        [DAY_ROW, DAY_ROW | {"price_date": "2026-03-11", "last_known_price_age_days": -1}],
    ),
    Fault(
        "keys_of_monthly_averages_are_unique",
        doubled("ana_necc_monthly_averages", MONTH),
        [{"price_month": "2026-03-01", "rows_count": 2}],
    ),
    Fault(
        "monthly_day_counts_agree_with_market",
        changed("ana_necc_monthly_averages", MONTH, "suggested_days_count = 5"),
        [MONTH_ROW | {"ana_suggested_days_count": 5}],
    ),
    *(
        Fault(
            "monthly_averages_recompute_from_market",
            changed("ana_necc_monthly_averages", row, f"{column} = {column} + 0.01"),
            [{"price_month": "2026-03-01"}],
            also=frozenset({"yoy_averages_agree_with_months"}),
        )
        for row, column in (
            (MONTH, "avg_suggested_price_inr_per_100_eggs"),
            (NAGPUR_MONTH, "avg_prevailing_price_inr_per_100_eggs"),
        )
    ),
    Fault(
        "monthly_averages_recompute_from_market",
        changed("ana_necc_monthly_averages", MONTH, "max_suggested_price_inr_per_100_eggs = 1"),
        [MONTH_ROW | {"ana_max_suggested_price_inr_per_100_eggs": 1}],
    ),
    Fault(
        "keys_of_yoy_comparison_are_unique",
        doubled("ana_necc_yoy_comparison", MONTH),
        [{"price_month": "2026-03-01", "rows_count": 2}],
    ),
    Fault(
        "yoy_suggested_changes_recompute",
        changed(
            "ana_necc_yoy_comparison", MONTH, "suggested_change_pct = suggested_change_pct + 0.01"
        ),
        [MONTH_ROW],
    ),
    Fault(
        "yoy_prevailing_changes_recompute",
        changed("ana_necc_yoy_comparison", NAGPUR_MONTH, "prevailing_change_inr_per_100_eggs = 1"),
        [{"zone_name": "Nagpur", "prevailing_change_inr_per_100_eggs": 1}],
    ),
    Fault(
        "yoy_averages_agree_with_months",
        f"delete from ana.ana_necc_yoy_comparison where {MONTH}",
        [MONTH_ROW],
    ),
    Fault(
        "keys_of_yoy_daily_are_unique",
        doubled(
            "ana_necc_yoy_daily",
            "zone_name = 'Namakkal' and (price_year, month_number, day_number) = (2026, 3, 1)",
        ),
        [{"price_year": 2026, "month_number": 3, "day_number": 1, "rows_count": 2}],
    ),
    Fault(
        "yoy_daily_prices_agree_with_market",
        # 1 March 2025 as the 60th day of the year, under the 60th day of a leap year.
        changed(
            "ana_necc_yoy_daily",
            "zone_name = 'Namakkal' and (price_year, month_number, day_number) = (2025, 3, 1)",
            "month_number = 2, day_number = 29",
        ),
        [
            {
                "month_number": 2,
                "day_number": 29,
                "price_year": 2025,
                "market_suggested_price": None,
            },
            {"month_number": 3, "day_number": 1, "price_year": 2025, "ana_price": None},
        ],
    ),
    Fault(
        "yoy_daily_prices_agree_with_market",
        # A day that only one year has: nothing to compare it with.
        """
        insert into ana.ana_necc_yoy_daily
        select (jsonb_populate_record(eve, jsonb_build_object(
            'day_number', 29, 'years_count', 1,
            'price_inr_per_100_eggs', leap_day.price_inr_per_100_eggs
        ))).*
        from ana.ana_necc_yoy_daily as eve
        inner join ana.ana_necc_daily_prices as leap_day using (zone_id)
        where eve.zone_name = 'Namakkal' and leap_day.price_date = '2024-02-29'
            and (eve.price_year, eve.month_number, eve.day_number) = (2024, 2, 28)
        """,
        [{"zone_name": "Namakkal", "month_number": 2, "day_number": 29, "price_year": 2024}],
    ),
    Fault(
        "yoy_daily_changes_recompute",
        changed(
            "ana_necc_yoy_daily",
            "zone_name = 'Namakkal' and (price_year, month_number, day_number) = (2026, 3, 1)",
            "change_pct = change_pct + 0.01",
        ),
        [{"zone_name": "Namakkal", "month_number": 3, "day_number": 1, "price_year": 2026}],
    ),
    Fault(
        "zone_summary_has_one_row_a_zone",
        doubled("ana_necc_zone_summary", "zone_name = 'Namakkal'"),
        [{"zone_name": "Namakkal"}, {"zone_name": "Namakkal"}],
    ),
    Fault(
        "zone_summary_ends_at_the_last_published_day",
        changed("ana_necc_zone_summary", "zone_name = 'Namakkal'", "as_of_date = as_of_date - 1"),
        [{"zone_name": "Namakkal", "as_of_date": "2026-04-06"}],
    ),
    Fault(
        "zone_summary_tells_the_latest_prices",
        changed(
            "ana_necc_zone_summary", "zone_name = 'Nagpur'", "latest_price_inr_per_100_eggs = 1"
        )
        + "delete from ana.ana_necc_zone_summary where zone_name = 'Namakkal'",
        [{"zone_name": "Nagpur", "ana_price": 1}, {"zone_name": "Namakkal", "ana_price": None}],
    ),
    Fault(
        "keys_of_price_anomalies_are_unique",
        doubled("ana_necc_price_anomalies", FIRST_ANOMALY),
        [{"rows_count": 2}],
    ),
    Fault(
        "anomaly_kinds_are_known",
        changed("ana_necc_price_anomalies", FIRST_ANOMALY, "anomaly_kind = 'hiccup'"),
        [{"anomaly_kind": "hiccup"}],
    ),
    Fault(
        "anomalies_point_at_published_days",
        changed("ana_necc_price_anomalies", FIRST_ANOMALY, "price_date = '2015-01-01'"),
        [{"price_date": "2015-01-01", "published_price": None}],
    ),
)


@pytest.fixture
def built_copy(
    server: EmbeddedServer,
    copy_database: Callable[[str], str],
    tmp_path_factory: pytest.TempPathFactory,
) -> str:
    """URL of a small warehouse that keeps every rule, with the models of dbt."""
    return copy_database(small_ana(server, tmp_path_factory.mktemp("dbt")))


def test_nothing_fails_when_nothing_is_wrong(built_copy: str) -> None:
    results = run_checks(built_copy, rules("ana"))
    assert {each.check_name: each.message for each in results if each.status != "passed"} == {}
    assert [each.check_name for each in results if not each.rows_checked] == []


def test_tables_a_rule_reads_are_tables_when_all_are_built(built_copy: str) -> None:
    asked = (*rules("market"), *rules("ana"))
    read = sorted({table for rule in asked for table in rule.tables_read})
    with connect(built_copy) as connection:
        found = connection.execute(
            "select name from unnest(%s::text[]) as name where to_regclass(name) is null", [read]
        )
        assert found.fetchall() == []


def test_every_rule_has_a_fault_that_it_must_find() -> None:
    assert {fault.rule for fault in FAULTS} == {rule.name for rule in rules("ana")}


@pytest.mark.parametrize("fault", FAULTS, ids=str)
def test_rule_finds_its_fault_when_it_is_planted(fault: Fault, built_copy: str) -> None:
    plant(built_copy, fault)
    assert_found(run_checks(built_copy, rules("ana")), fault)
